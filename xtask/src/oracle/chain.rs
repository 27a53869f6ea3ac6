//! A chain of rows from a source to a sink, chosen by a seed; and smaller chains that may have the
//! same result.

use fastrand::Rng;

use super::{
    rows::{Kind, Row, Rows},
    tables::{Interface, Tables},
};

/// The path of one value through a program.
#[derive(Clone)]
pub(super) struct Chain<'a> {
    pub(super) kind: Kind,
    pub(super) interface: Interface,
    pub(super) source: &'a Row,
    /// Steps at the top level of files.
    pub(super) outside: Vec<&'a Row>,
    pub(super) frame: &'a Row,
    /// Steps inside the frame.
    pub(super) inside: Vec<&'a Row>,
    pub(super) sink: &'a Row,
    /// How often a row's `MANY` is repeated.
    pub(super) many: usize,
    /// `require` and `module.exports` in place of `import` and `export`.
    pub(super) is_common: bool,
}

/// How many times a list is extended: not at all, a few times, and beyond any small bound.
const MANY: [usize; 5] = [0, 1, 3, 13, 40];
const STEPS_OUTSIDE: usize = 2;
const STEPS_INSIDE: usize = 3;

impl<'a> Chain<'a> {
    /// A plain chain: the value is passed directly to its sink.
    pub(super) fn plain(rows: &'a Rows, kind: Kind, interface: Interface) -> Self {
        Self {
            kind,
            interface,
            source: Rows::plain(&rows.sources, kind),
            outside: Vec::new(),
            frame: &rows.frames[0],
            inside: Vec::new(),
            sink: Rows::plain(&rows.sinks, kind),
            many: 3,
            is_common: false,
        }
    }

    /// A random chain of rows.
    pub(super) fn random(
        rows: &'a Rows,
        interface: Interface,
        kind: Kind,
        may_be_app: bool,
        random: &mut Rng,
    ) -> Self {
        let mut chain = Self::plain(rows, kind, interface);
        let pick = |list: &'a [Row], random: &mut Rng, fits: &dyn Fn(&Row) -> bool| -> &'a Row {
            let fitting: Vec<&Row> =
                list.iter().filter(|row| row.carries(kind) && fits(row)).collect();
            fitting[random.usize(..fitting.len())]
        };
        // Every second source and sink is plain, so that it does not hide problems of the steps.
        if random.bool() {
            chain.source = pick(&rows.sources, random, &|_| true);
        }
        if random.bool() {
            chain.sink = pick(&rows.sinks, random, &|_| true);
        }
        chain.frame = pick(&rows.frames, random, &|row| may_be_app || !row.app);
        for _ in 0..random.usize(..=STEPS_OUTSIDE) {
            chain.outside.push(pick(&rows.steps, random, &Row::fits_outside));
        }
        let mut may_await = chain.frame.is_async;
        for _ in 0..random.usize(..=STEPS_INSIDE) {
            let step = pick(&rows.steps, random, &|row| row.fits_inside(may_await));
            may_await = if step.holds_rest() { step.is_async } else { may_await };
            chain.inside.push(step);
        }
        chain.many = MANY[random.usize(..MANY.len())];
        chain.is_common = random.bool();
        chain
    }

    /// Chains without one element: a step, an unusual source, frame or sink, or the extension of
    /// lists.
    pub(super) fn smaller(&self, rows: &'a Rows) -> Vec<Self> {
        let mut all = Vec::new();
        let plain = Self::plain(rows, self.kind, self.interface.clone());
        let mut with = |is_smaller: bool, change: &dyn Fn(&mut Self)| {
            let mut chain = self.clone();
            change(&mut chain);
            if is_smaller && chain.is_possible() {
                all.push(chain);
            }
        };
        for at in 0..self.inside.len() {
            with(true, &|chain| _ = chain.inside.remove(at));
        }
        for at in 0..self.outside.len() {
            with(true, &|chain| _ = chain.outside.remove(at));
        }
        with(self.frame.name != plain.frame.name, &|chain| chain.frame = plain.frame);
        with(self.sink.name != plain.sink.name, &|chain| chain.sink = plain.sink);
        with(self.source.name != plain.source.name, &|chain| chain.source = plain.source);
        with(self.many > 1, &|chain| chain.many = 1);
        with(self.is_common, &|chain| chain.is_common = false);
        all
    }

    /// Whether rows that need `await` are in an async function.
    pub(super) fn is_possible(&self) -> bool {
        let mut may_await = self.frame.is_async;
        for step in &self.inside {
            if step.awaits && !may_await {
                return false;
            }
            may_await = if step.holds_rest() { step.is_async } else { may_await };
        }
        true
    }

    /// The rows in the order in which the value passes through them.
    pub(super) fn rows(&self) -> Vec<&'a Row> {
        let frame = [self.frame];
        let all = [self.source].into_iter().chain(self.outside.iter().copied()).chain(frame);
        all.chain(self.inside.iter().copied()).chain([self.sink]).collect()
    }

    /// The rows that are not plain: `barrel → timer`.
    pub(super) fn label(&self, rows: &'a Rows) -> String {
        let plain = Self::plain(rows, self.kind, self.interface.clone());
        let is_plain = |row: &Row| {
            [plain.source, plain.frame, plain.sink].iter().any(|one| std::ptr::eq(*one, row))
        };
        let names: Vec<&str> = self
            .rows()
            .into_iter()
            .filter(|row| !is_plain(row))
            .map(|row| row.name.as_str())
            .collect();
        let many = match self.many {
            many if many > 3 && self.rows().iter().any(|row| row.repeats()) => format!(" ×{many}"),
            _ => String::new(),
        };
        format!("{}{many}", if names.is_empty() { "plain".to_owned() } else { names.join(" → ") })
    }

    /// The other properties of the chain: `host`, `manager in CommonJS`.
    pub(super) fn variant(&self) -> String {
        format!("{}{}", self.kind, if self.is_common { " in CommonJS" } else { "" })
    }
}

/// The chains of one random program: one or two, each with its own interface.
pub(super) fn random<'a>(rows: &'a Rows, tables: &Tables, seed: u64) -> Vec<Chain<'a>> {
    let mut random = Rng::with_seed(seed);
    let mut chains: Vec<Chain> = Vec::new();
    for at in 0..random.usize(1..=2) {
        // The host is what programs most often pass around.
        let kind = if random.u8(..4) == 0 {
            Kind::Host
        } else {
            Kind::ALL[random.usize(..Kind::ALL.len())]
        };
        let free: Vec<&Interface> = tables
            .interfaces_of(kind)
            .iter()
            .filter(|one| chains.iter().all(|chain| chain.interface.name != one.name))
            .collect();
        let interface = free[random.usize(..free.len())].clone();
        chains.push(Chain::random(rows, interface, kind, at == 0, &mut random));
    }
    let is_common = chains[0].is_common;
    for chain in &mut chains {
        chain.is_common = is_common;
    }
    chains
}
