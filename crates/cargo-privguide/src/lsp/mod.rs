//! `lsp`: a language server over standard input and output, which checks files while they are
//! edited.
//!
//! ```text
//!  client ──► server ──────► worker ─────► Picture ──► diagnostics
//!             buffers        Session        project     hover, actions, places, hints
//!             schedule       overlay        findings
//! ```
//!
//! Unsaved texts of the editor replace those of the tree on disk; then the project is loaded and
//! judged as by `check`, so that both give the same results. One thread reads messages, another
//! runs the analysis. A newer edit stops an older run; requests are answered from the newest run.

mod actions;
mod buffers;
mod completion;
mod diagnostics;
mod hints;
mod hover;
mod picture;
mod places;
mod position;
mod requests;
mod server;
mod uri;
mod worker;

use gen_lsp_types::{
    ChangeNotifications, CodeActionKind, CodeActionOptions, CompletionOptions,
    ExecuteCommandOptions, InitializeParams, InitializeResult, Save, ServerCapabilities,
    ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFolders,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use lsp_server::Connection;
use privguide::language::Language;

use crate::{Status, failure::Failure, output::Output};
use position::Encoding;
use server::{Abilities, Server};

/// The command that returns the guide as a page: `[address of a file in the project, language]`.
const GUIDE_COMMAND: &str = "privguide.guide";

/// Serves one client until it disconnects.
///
/// # Errors
/// When the client violates the protocol.
pub fn run(output: &Output) -> Result<Status, Failure> {
    let (connection, threads) = Connection::stdio();
    let status = serve(connection, output)?;
    // The client has disconnected, so both threads end; after a failure, it may still be connected.
    threads.join()?;
    Ok(status)
}

fn serve(connection: Connection, output: &Output) -> Result<Status, Failure> {
    let (id, parameters) = match connection.initialize_start() {
        Ok(begun) => begun,
        // The client disconnected before its first message.
        Err(error) if error.channel_is_disconnected() => return Ok(Status::Clean),
        Err(error) => return Err(misspoken(&error)),
    };
    let parameters: InitializeParams =
        serde_json::from_value(parameters).map_err(|error| misspoken(&error))?;
    let encoding = Encoding::negotiated(&parameters.capabilities);
    let answer = InitializeResult {
        capabilities: capabilities(encoding),
        server_info: Some(ServerInfo {
            name: "privguide".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    };
    let answer = serde_json::to_value(answer).map_err(|error| misspoken(&error))?;
    connection.initialize_finish(id, answer).map_err(|error| misspoken(&error))?;
    let locale = parameters.locale.as_deref().and_then(Language::from_tag);
    let hints = parameters
        .capabilities
        .workspace
        .as_ref()
        .and_then(|workspace| workspace.inlay_hint.as_ref());
    let refreshes = hints.and_then(|hints| hints.refresh_support).unwrap_or(false);
    Server::new(
        connection,
        Abilities { encoding, refreshes },
        folders(&parameters),
        output.clone().in_place(locale),
    )?
    .run()
}

/// The folders that the client works on.
fn folders(parameters: &InitializeParams) -> Vec<std::path::PathBuf> {
    if let Some(WorkspaceFolders::WorkspaceFolderList(folders)) =
        &parameters.workspace_folders_initialize_params.workspace_folders
    {
        return folders.iter().filter_map(|folder| uri::path(&folder.uri)).collect();
    }
    #[expect(deprecated, reason = "older clients say nothing else")]
    let root = parameters.root_uri.as_ref().and_then(uri::path);
    root.into_iter().collect()
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::from(true)),
        ..TextDocumentSyncOptions::default()
    };
    let triggers = ["[", ".", "\"", "=", " "].map(str::to_owned).to_vec();
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(ChangeNotifications::from(true)),
    };
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(sync.into()),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QuickFix]),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers),
            ..CompletionOptions::default()
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![GUIDE_COMMAND.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(folders),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

fn misspoken(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(
        format!("编辑器没有按语言服务器协议通信：{error}"),
        format!("the client does not speak the language server protocol: {error}"),
    )
    .help(
        "这个命令由编辑器启动；核对用 cargo privguide check",
        "an editor starts this; cargo privguide check checks",
    )
}
