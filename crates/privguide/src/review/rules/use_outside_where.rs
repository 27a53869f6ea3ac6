//! An information type is used in places that its declaration does not name: the purpose may have
//! changed.

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::{
    declaration::DeclaredInformation,
    review::{
        Reviewed,
        context::{Context, called},
        remark::Remark,
    },
    scan::{Use, UseKind},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for entry in context.declarations.information.iter().filter(|entry| !entry.places.is_empty()) {
        let mut globs = GlobSetBuilder::new();
        for place in &entry.places {
            match Glob::new(&place.value) {
                Ok(glob) => drop(globs.add(glob)),
                Err(error) => remarks.push(
                    Remark::new(
                        format!("where 里的 `{}` 写错了：{}", place.value, error.kind()),
                        format!("`{}` in where is wrong: {}", place.value, error.kind()),
                    )
                    .about(&entry.id.value)
                    .at(context.declared_at(&place.span))
                    .help(
                        "写成 pages/map/** 这样的路径，从小程序的文件夹算起",
                        "write a path such as pages/map/**, from the program's folder",
                    ),
                ),
            }
        }
        let Ok(globs) = globs.build() else { continue };
        remarks.extend(outside(context, entry, &globs));
    }
    remarks
}

fn outside(context: &Context<'_>, entry: &DeclaredInformation, globs: &GlobSet) -> Option<Remark> {
    let id = &entry.id.value;
    let inside = |reviewed: &Reviewed<'_>, found: &Use| {
        found
            .place
            .file
            .relative_to(&reviewed.program.root)
            .is_some_and(|path| globs.is_match(path))
    };
    let uses = context.uses().filter(|(_, found)| {
        found.kind != UseKind::Mention && found.interface.information.contains(id)
    });
    let outside: Vec<&Use> =
        uses.filter(|(reviewed, found)| !inside(reviewed, found)).map(|(_, found)| found).collect();
    if outside.is_empty() {
        return None;
    }
    let name = called(id);
    let mut remark = Remark::new(
        format!("{}用在了 where 以外的地方，用途可能已经变了", name.zh),
        format!("{} is used outside its where: its purpose may have changed", name.en),
    )
    .about(id)
    .at_uses(context, outside);
    for place in &entry.places {
        remark = remark.decided_by(
            context.declared_at(&place.span),
            "只声明了这里",
            "only this is declared",
        );
    }
    Some(remark.help(
        "核对用途：没有变就把这些路径加进 where，变了就改写 purpose，并重新征得用户同意",
        "check the purpose: if it is the same, add the paths to where; if not, rewrite it and ask users for consent again",
    ))
}
