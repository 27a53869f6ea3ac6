//! The message thread: reads messages from the client, schedules runs, answers and publishes.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, after, bounded, never, select, unbounded};
use gen_lsp_types::{
    CancelNotification, CancelParams, Diagnostic, DidChangeTextDocumentNotification,
    DidChangeTextDocumentParams, DidChangeWatchedFilesNotification, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersNotification, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentNotification, DidCloseTextDocumentParams, DidOpenTextDocumentNotification,
    DidOpenTextDocumentParams, DidSaveTextDocumentNotification, DidSaveTextDocumentParams, Id,
    InlayHintRefreshRequest, LspNotificationMethod, LspRequestMethod, Notification as _,
    PublishDiagnosticsNotification, PublishDiagnosticsParams, Request as _,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};

use super::{
    buffers::{Buffer, Buffers, changed},
    diagnostics,
    picture::Picture,
    position::Encoding,
    requests::{Answers, error},
    uri,
    worker::{self, Changes, Job, Outcome},
};
use crate::{
    Status,
    failure::Failure,
    output::Output,
    watching::{self, Watching},
};

/// A run starts when nothing was typed for this long.
const TYPED: Duration = Duration::from_millis(20);
/// Programs write files in several steps, and git changes many files at once.
const WRITTEN: Duration = watching::QUIET;
/// A newer edit stops a run, unless nothing was published for this long: then the run is completed.
const PATIENCE: Duration = Duration::from_millis(750);

/// The capabilities of a client.
#[derive(Clone, Copy)]
pub struct Abilities {
    /// The unit of its columns.
    pub encoding: Encoding,
    /// It supports a request of the server to refresh hints.
    pub refreshes: bool,
}

/// One client.
pub struct Server {
    connection: Connection,
    encoding: Encoding,
    folders: Vec<PathBuf>,
    buffers: Buffers,
    pictures: BTreeMap<PathBuf, Picture>,
    published: BTreeMap<PathBuf, Vec<Diagnostic>>,
    waiting: Vec<Request>,
    /// The client supports a request of the server to refresh hints.
    refreshes: bool,
    /// The number of such requests that were sent.
    refreshed: i32,
    /// The client has requested a shutdown; it may still send other messages before it exits.
    is_leaving: bool,
    changes: Changes,
    due: Option<Instant>,
    /// The time of the oldest change for which no results have been published.
    unserved: Option<Instant>,
    running: Option<Arc<AtomicBool>>,
    jobs: Sender<Job>,
    outcomes: Receiver<Outcome>,
    watching: Watching,
}

impl Server {
    /// Starts the analysis thread.
    ///
    /// # Errors
    /// When the system cannot create a thread.
    pub fn new(
        connection: Connection,
        client: Abilities,
        folders: Vec<PathBuf>,
        output: Output,
    ) -> Result<Self, Failure> {
        let Abilities { encoding, refreshes } = client;
        let ((jobs, todo), (done, outcomes)) = (bounded(1), unbounded());
        worker::start(todo, done, output)?;
        Ok(Self {
            connection,
            encoding,
            folders,
            buffers: Buffers::new(),
            pictures: BTreeMap::new(),
            published: BTreeMap::new(),
            waiting: Vec::new(),
            refreshes,
            refreshed: 0,
            is_leaving: false,
            changes: Changes { everything: true, ..Changes::default() },
            due: Some(Instant::now()),
            unserved: None,
            running: None,
            jobs,
            outcomes,
            watching: Watching::start(),
        })
    }

    /// Serves until the client exits or disconnects.
    ///
    /// # Errors
    /// When the analysis thread has ended.
    pub fn run(mut self) -> Result<Status, Failure> {
        loop {
            let due = match self.due.filter(|_| self.running.is_none()) {
                Some(due) => after(due.saturating_duration_since(Instant::now())),
                None => never(),
            };
            select! {
                recv(self.connection.receiver) -> message => match message {
                    Ok(Message::Request(request)) => {
                        if request.method == LspRequestMethod::Shutdown.as_str() {
                            self.is_leaving = true;
                            self.reply(request.id, Ok(serde_json::Value::Null));
                        } else if self.is_leaving {
                            let refused = error(ErrorCode::InvalidRequest, "shutting down".to_owned());
                            self.reply(request.id, Err(refused));
                        } else {
                            self.waiting.push(request);
                        }
                    }
                    Ok(Message::Notification(notification)) if notification.method == LspNotificationMethod::Exit.as_str() => {
                        // Without a preceding shutdown request, the protocol requires exit code 1.
                        return Ok(if self.is_leaving { Status::Clean } else { Status::Findings });
                    }
                    Ok(Message::Notification(notification)) => self.on_notification(notification),
                    Ok(Message::Response(_)) => {}
                    Err(_) => return Ok(Status::Clean),
                },
                recv(self.outcomes) -> outcome => match outcome {
                    Ok(outcome) => self.take(outcome),
                    Err(_) => return Err(Failure::new("分析线程已结束", "the thread that analyses has ended")),
                },
                recv(self.watching.events()) -> files => {
                    for file in files.unwrap_or_default() {
                        self.changes.on_disk(&file);
                    }
                    self.changed(WRITTEN);
                }
                recv(due) -> _ => self.analyse()?,
            }
            self.answer();
        }
    }

    /// Handles a notification of the client.
    fn on_notification(&mut self, notification: Notification) {
        let method = notification.method.as_str();
        let is = |known: LspNotificationMethod<'_>| known.as_str() == method;
        if is(DidOpenTextDocumentNotification::METHOD) {
            let Some(DidOpenTextDocumentParams { text_document }) = read(notification) else {
                return;
            };
            let Some(file) = uri::path(&text_document.uri) else { return };
            let buffer = Buffer {
                uri: text_document.uri,
                version: text_document.version,
                text: text_document.text.into(),
            };
            // A file outside of all folders may belong to a project that is not yet known.
            self.changes.everything |= !self.folders.iter().any(|folder| file.starts_with(folder));
            self.edited(file, buffer);
        } else if is(DidChangeTextDocumentNotification::METHOD) {
            let Some(DidChangeTextDocumentParams { text_document, content_changes }) =
                read(notification)
            else {
                return;
            };
            let Some(file) = uri::path(&text_document.text_document_identifier.uri) else { return };
            let Some(buffer) = self.buffers.get(&file) else { return };
            let text = changed(&buffer.text, content_changes, self.encoding);
            self.edited(
                file,
                Buffer { uri: buffer.uri.clone(), version: text_document.version, text },
            );
        } else if is(DidCloseTextDocumentNotification::METHOD) {
            let Some(DidCloseTextDocumentParams { text_document }) = read(notification) else {
                return;
            };
            let Some(file) = uri::path(&text_document.uri) else { return };
            self.buffers.remove(&file);
            self.changes.edited(&file);
            self.changed(TYPED);
        } else if is(DidSaveTextDocumentNotification::METHOD) {
            let Some(DidSaveTextDocumentParams { text_document, .. }) = read(notification) else {
                return;
            };
            if let Some(file) = uri::path(&text_document.uri) {
                self.changes.on_disk(&file);
                self.changed(TYPED);
            }
        } else if is(DidChangeWatchedFilesNotification::METHOD) {
            let Some(DidChangeWatchedFilesParams { changes }) = read(notification) else { return };
            changes
                .iter()
                .filter_map(|change| uri::path(&change.uri))
                .for_each(|file| self.changes.on_disk(&file));
            self.changed(WRITTEN);
        } else if is(DidChangeWorkspaceFoldersNotification::METHOD) {
            let Some(DidChangeWorkspaceFoldersParams { event }) = read(notification) else {
                return;
            };
            let removed: Vec<PathBuf> =
                event.removed.iter().filter_map(|folder| uri::path(&folder.uri)).collect();
            self.folders.retain(|folder| !removed.contains(folder));
            self.folders.extend(event.added.iter().filter_map(|folder| uri::path(&folder.uri)));
            self.changes.everything = true;
            self.changed(TYPED);
        } else if is(CancelNotification::METHOD) {
            let Some(CancelParams { id }) = read(notification) else { return };
            let id = match id {
                Id::Int(number) => RequestId::from(number),
                Id::String(text) => RequestId::from(text),
            };
            for request in
                self.waiting.extract_if(.., |request| request.id == id).collect::<Vec<_>>()
            {
                self.reply(
                    request.id,
                    Err(error(ErrorCode::RequestCanceled, "cancelled".to_owned())),
                );
            }
        }
    }

    fn edited(&mut self, file: PathBuf, buffer: Buffer) {
        self.changes.edited(&file);
        self.buffers.insert(file, buffer);
        self.changed(TYPED);
    }

    /// Something has changed: schedules a run, and stops the current one, whose results would be
    /// out of date.
    fn changed(&mut self, quiet: Duration) {
        let now = Instant::now();
        let since = *self.unserved.get_or_insert(now);
        self.due = Some(now + quiet);
        if let Some(running) =
            self.running.as_ref().filter(|_| now.duration_since(since) < PATIENCE)
        {
            running.store(true, Ordering::Relaxed);
        }
    }

    fn analyse(&mut self) -> Result<(), Failure> {
        self.due = None;
        let stopped = Arc::new(AtomicBool::new(false));
        let job = Job {
            folders: self.folders.clone(),
            buffers: self.buffers.clone(),
            changes: std::mem::take(&mut self.changes),
            is_watched: self.folders.iter().all(|folder| self.watching.sees(folder)),
            stopped: Arc::clone(&stopped),
        };
        self.running = Some(stopped);
        self.jobs
            .send(job)
            .map_err(|_| Failure::new("分析线程已结束", "the thread that analyses has ended"))
    }

    /// Stores the results of a run.
    fn take(&mut self, outcome: Outcome) {
        self.running = None;
        let Some(sites) = outcome.sites else {
            self.changes.extend(outcome.changes);
            self.due.get_or_insert_with(Instant::now);
            return;
        };
        self.unserved = self.due.map(|_| Instant::now());
        let hint_texts = |pictures: &BTreeMap<PathBuf, Picture>| -> Vec<Option<String>> {
            let source = |picture: &Picture| Some(picture.declarations()?.source.text().to_owned());
            pictures.values().map(source).collect()
        };
        let before = hint_texts(&self.pictures);
        self.pictures.retain(|folder, _| sites.contains(folder));
        self.pictures
            .extend(outcome.pictures.into_iter().map(|picture| (picture.folder.clone(), picture)));
        let watched = self.folders.iter().cloned().chain(sites);
        let around = self
            .pictures
            .values()
            .filter(|picture| picture.sees_above())
            .map(|picture| crate::inside::limit(&picture.folder));
        self.watching.only(&watched.chain(around).collect());
        let is_news = self.publish();
        // Hints in other files depend on the declarations.
        if self.refreshes && (is_news || before != hint_texts(&self.pictures)) {
            self.refreshed += 1;
            let id = RequestId::from(self.refreshed);
            self.send(
                Request::new(id, InlayHintRefreshRequest::METHOD.as_str().to_owned(), ()).into(),
            );
        }
    }

    /// Publishes diagnostics that differ from those that the client has; false if there are none.
    fn publish(&mut self) -> bool {
        let mut all: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
        for picture in self.pictures.values() {
            for (file, found) in diagnostics::diagnostics_of(picture, self.encoding) {
                let of_file = all.entry(file).or_default();
                // Two projects in a repository can contain the same file.
                let known = of_file.len();
                for one in found {
                    if !of_file[..known].contains(&one) {
                        of_file.push(one);
                    }
                }
            }
        }
        let gone: Vec<PathBuf> =
            self.published.keys().filter(|file| !all.contains_key(*file)).cloned().collect();
        let empty = gone.into_iter().map(|file| (file, Vec::new()));
        let news: Vec<(PathBuf, Vec<Diagnostic>)> = all
            .iter()
            .filter(|(file, found)| self.published.get(*file) != Some(found))
            .map(|(a, b)| (a.clone(), b.clone()))
            .chain(empty)
            .collect();
        let is_news = !news.is_empty();
        for (file, diagnostics) in news {
            let buffer = self.buffers.get(&file);
            let uri = buffer.map_or_else(|| uri::uri(&file), |buffer| buffer.uri.clone());
            let params = PublishDiagnosticsParams {
                uri,
                version: buffer.map(|buffer| buffer.version),
                diagnostics,
            };
            self.send(
                Notification::new(
                    PublishDiagnosticsNotification::METHOD.as_str().to_owned(),
                    params,
                )
                .into(),
            );
        }
        self.published = all;
        is_news
    }

    /// Answers pending requests once there is nothing left to analyse.
    fn answer(&mut self) {
        if self.running.is_some() || self.due.is_some() || !self.changes.is_empty() {
            return;
        }
        for request in std::mem::take(&mut self.waiting) {
            let answers = Answers {
                pictures: &self.pictures,
                buffers: &self.buffers,
                encoding: self.encoding,
            };
            let answer = answers.answer(&request);
            self.reply(request.id, answer);
        }
    }

    fn reply(
        &self,
        id: RequestId,
        response_result: Result<serde_json::Value, lsp_server::ResponseError>,
    ) {
        self.send(Response { id, response_result }.into());
    }

    /// If the client has disconnected, it needs no answer: the loop ends when it next reads the
    /// channel.
    fn send(&self, message: Message) {
        drop(self.connection.sender.send(message));
    }
}

/// The parameters of a notification; `None` if they are malformed.
fn read<T: serde::de::DeserializeOwned>(notification: Notification) -> Option<T> {
    serde_json::from_value(notification.params).ok()
}
