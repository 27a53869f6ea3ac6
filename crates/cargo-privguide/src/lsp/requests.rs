//! Answers requests from the results of the newest run.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use gen_lsp_types::{
    CodeActionParams, CodeActionRequest, CompletionParams, CompletionRequest, DefinitionParams,
    DefinitionRequest, ExecuteCommandParams, ExecuteCommandRequest, HoverParams, HoverRequest,
    InlayHintParams, InlayHintRequest, Position, ReferenceParams, ReferencesRequest, Request as _,
    Uri, WorkspaceSymbolParams, WorkspaceSymbolRequest,
};
use lsp_server::{ErrorCode, Request, ResponseError};
use privguide::{
    guide::Rendering,
    language::{Language, Text},
    tree::TreePath,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, to_value};

use super::{
    GUIDE_COMMAND, actions, buffers::Buffers, completion, hints, hover, picture::Picture, places,
    position::Encoding, uri,
};
use crate::locate::DECLARATIONS;

/// The data from which requests are answered.
pub struct Answers<'a> {
    /// The results for each project.
    pub pictures: &'a BTreeMap<PathBuf, Picture>,
    /// The open texts.
    pub buffers: &'a Buffers,
    /// The unit of columns.
    pub encoding: Encoding,
}

type Answer = Result<Value, ResponseError>;

impl Answers<'_> {
    /// The answer to one request.
    ///
    /// # Errors
    /// When there is no such request, or it is malformed.
    pub fn answer(&self, request: &Request) -> Answer {
        let method = request.method.as_str();
        let is = |known: gen_lsp_types::LspRequestMethod<'_>| known.as_str() == method;
        if is(HoverRequest::METHOD) {
            self.hover(&read(request)?)
        } else if is(CodeActionRequest::METHOD) {
            self.actions(&read(request)?)
        } else if is(DefinitionRequest::METHOD) {
            self.definition(&read(request)?)
        } else if is(ReferencesRequest::METHOD) {
            self.references(&read(request)?)
        } else if is(WorkspaceSymbolRequest::METHOD) {
            let WorkspaceSymbolParams { query, .. } = read(request)?;
            let all = self
                .pictures
                .values()
                .flat_map(|picture| places::symbols(picture, &query, self.encoding));
            value(all.collect::<Vec<_>>())
        } else if is(InlayHintRequest::METHOD) {
            self.hints(&read(request)?)
        } else if is(CompletionRequest::METHOD) {
            self.completion(&read(request)?)
        } else if is(ExecuteCommandRequest::METHOD) {
            self.command(&read(request)?)
        } else {
            Err(error(ErrorCode::MethodNotFound, format!("no such request: {method}")))
        }
    }

    /// The projects that contain a file, each with the file's path in it and its text.
    fn having<'s>(&'s self, uri: &Uri) -> Vec<(&'s Picture, TreePath, &'s str)> {
        let Some(file) = uri::path(uri) else { return Vec::new() };
        let known = |picture: &'s Picture| {
            let path = picture.path_of(&file)?;
            let open = self.buffers.get(&file).map(|buffer| &*buffer.text);
            let text = picture.text(&path).or(open)?;
            Some((picture, path, text))
        };
        self.pictures.values().filter_map(known).collect()
    }

    fn at<'s>(
        &'s self,
        uri: &Uri,
        position: Position,
    ) -> Vec<(&'s Picture, TreePath, &'s str, usize)> {
        let place =
            |(picture, path, text)| (picture, path, text, self.encoding.offset(text, position));
        self.having(uri).into_iter().map(place).collect()
    }

    fn hover(&self, asked: &HoverParams) -> Answer {
        let place = &asked.text_document_position_params;
        let mut cards = self.at(&place.text_document.uri, place.position).into_iter().filter_map(
            |(picture, path, text, offset)| {
                hover::hover_at(picture, &path, text, offset, self.encoding)
            },
        );
        value(cards.next())
    }

    fn actions(&self, asked: &CodeActionParams) -> Answer {
        let wanted = asked.context.only.as_ref().is_none_or(|only| {
            only.iter().any(|kind| {
                *kind == gen_lsp_types::CodeActionKind::QuickFix
                    || *kind == gen_lsp_types::CodeActionKind::Empty
            })
        });
        let of_project = |(picture, path, text): (&Picture, TreePath, &str)| {
            let range = self.encoding.offset(text, asked.range.start)
                ..self.encoding.offset(text, asked.range.end);
            actions::actions_in(picture, &path, &range, self.encoding)
        };
        let all = self
            .having(&asked.text_document.uri)
            .into_iter()
            .filter(|_| wanted)
            .flat_map(of_project);
        value(all.collect::<Vec<_>>())
    }

    fn definition(&self, asked: &DefinitionParams) -> Answer {
        let place = &asked.text_document_position_params;
        let found = self.at(&place.text_document.uri, place.position).into_iter().flat_map(
            |(picture, path, _, offset)| {
                places::declarations(picture, &path, offset, self.encoding)
            },
        );
        value(found.collect::<Vec<_>>())
    }

    fn references(&self, asked: &ReferenceParams) -> Answer {
        let place = &asked.text_document_position_params;
        let with = asked.context.include_declaration;
        let found = self.at(&place.text_document.uri, place.position).into_iter().flat_map(
            |(picture, path, _, offset)| {
                places::references(picture, &path, offset, self.encoding, with)
            },
        );
        value(found.collect::<Vec<_>>())
    }

    fn hints(&self, asked: &InlayHintParams) -> Answer {
        let of_project = |(picture, path, text): (&Picture, TreePath, &str)| {
            let range = self.encoding.offset(text, asked.range.start)
                ..self.encoding.offset(text, asked.range.end) + 1;
            hints::hints_in(picture, &path, &range, self.encoding)
        };
        value(
            self.having(&asked.text_document.uri)
                .into_iter()
                .flat_map(of_project)
                .collect::<Vec<_>>(),
        )
    }

    fn completion(&self, asked: &CompletionParams) -> Answer {
        let place = &asked.text_document_position_params;
        let Some(file) = uri::path(&place.text_document.uri) else { return value(()) };
        let is_declarations = file.file_name().is_some_and(|name| name == DECLARATIONS);
        let Some(buffer) = self.buffers.get(&file).filter(|_| is_declarations) else {
            return value(());
        };
        let language = self.language_at(&file);
        let offset = self.encoding.offset(&buffer.text, place.position);
        value(completion::completions_at(&buffer.text, offset, language))
    }

    fn language_at(&self, file: &Path) -> Language {
        let of_project = self.pictures.values().find(|picture| file.starts_with(&picture.folder));
        of_project.map_or_else(Language::default, |picture| picture.language)
    }

    /// The guide as a page; nothing is written.
    fn command(&self, asked: &ExecuteCommandParams) -> Answer {
        if asked.command != GUIDE_COMMAND {
            return Err(error(
                ErrorCode::InvalidParams,
                format!("no such command: {}", asked.command),
            ));
        }
        let text = |at: usize| {
            asked.arguments.as_ref().and_then(|given| given.get(at)).and_then(Value::as_str)
        };
        let file = text(0).and_then(|uri| uri::path(&Uri::from(uri)));
        let picture = match file {
            Some(file) => self
                .pictures
                .values()
                .filter(|picture| file.starts_with(&picture.folder))
                .max_by_key(|picture| &picture.folder),
            None => self.pictures.values().next(),
        };
        let failure_of = |text: Text, language: Language| {
            error(ErrorCode::RequestFailed, text.get(language).to_owned())
        };
        let Some(picture) = picture else {
            let text = Text::new(
                "这个文件不属于任何小程序项目",
                "this file belongs to no Mini Program project",
            );
            return Err(failure_of(text, Language::default()));
        };
        let language = text(1).and_then(Language::from_tag).unwrap_or(picture.language);
        let Some(guide) = picture.project.as_ref().and_then(|project| project.guide(language))
        else {
            let text = Text::new("还没有 privguide.toml", "there is no privguide.toml yet");
            return Err(failure_of(text, picture.language));
        };
        value(guide.render(Rendering::Html))
    }
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, ResponseError> {
    serde_json::from_value(request.params.clone())
        .map_err(|problem| error(ErrorCode::InvalidParams, problem.to_string()))
}

fn value(answer: impl serde::Serialize) -> Answer {
    to_value(answer).map_err(|problem| error(ErrorCode::InternalError, problem.to_string()))
}

/// Why a request has no answer.
pub fn error(code: ErrorCode, message: String) -> ResponseError {
    ResponseError { code: code as i32, message, data: None }
}
