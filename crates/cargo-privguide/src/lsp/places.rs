//! Navigation from a use to its declaration, from a declaration to its uses, and by name.

use gen_lsp_types::{BaseSymbolInformation, Location, SymbolKind, WorkspaceSymbol};
use privguide::{catalog::information_types, project::Project, tree::TreePath};

use super::{diagnostics::location, picture::Picture, position::Encoding};

/// The declarations of the information that is used at an offset.
pub fn declarations(
    picture: &Picture,
    path: &TreePath,
    offset: usize,
    encoding: Encoding,
) -> Vec<Location> {
    let (Some((_, found)), Some(declarations)) =
        (picture.use_at(path, offset), picture.declarations())
    else {
        return Vec::new();
    };
    let declared = found.interface.information.iter().filter_map(|id| declarations.information(id));
    declared
        .map(|entry| location(picture, declarations.source.path(), entry.span.clone(), encoding))
        .collect()
}

/// Every use of the information type that is declared or used at an offset, and its declaration if
/// requested.
pub fn references(
    picture: &Picture,
    path: &TreePath,
    offset: usize,
    encoding: Encoding,
    with_declaration: bool,
) -> Vec<Location> {
    let ids: Vec<String> = match (picture.declared_at(path, offset), picture.use_at(path, offset)) {
        (Some(entry), _) => vec![entry.id.value.clone()],
        (None, Some((_, found))) => found.interface.information.clone(),
        (None, None) => return Vec::new(),
    };
    let mut out = Vec::new();
    for id in &ids {
        if let Some((declarations, entry)) = picture
            .declarations()
            .and_then(|known| Some((known, known.information(id)?)))
            .filter(|_| with_declaration)
        {
            out.push(location(picture, declarations.source.path(), entry.span.clone(), encoding));
        }
        let places = picture.places_of(id).into_iter();
        out.extend(
            places.map(|place| location(picture, &place.file, place.start..place.end, encoding)),
        );
    }
    out
}

/// Uses and declarations whose name, or whose information type's name, contains the query.
pub fn symbols(picture: &Picture, query: &str, encoding: Encoding) -> Vec<WorkspaceSymbol> {
    let query = query.to_lowercase();
    let label = |id: &str| {
        let row = information_types().iter().find(|row| row.id == id);
        row.map_or_else(
            || id.to_owned(),
            |row| format!("{} · {id}", row.thing.get(picture.language)),
        )
    };
    let symbol = |name: &str, container: String, kind, location: Location| WorkspaceSymbol {
        location: location.into(),
        data: None,
        base_symbol_information: BaseSymbolInformation {
            name: name.to_owned(),
            kind,
            tags: None,
            container_name: Some(container),
        },
    };
    let fits = |name: &str, container: &str| {
        name.to_lowercase().contains(&query) || container.to_lowercase().contains(&query)
    };
    let mut out = Vec::new();
    for (_, found) in picture.project.iter().flat_map(Project::counted_uses) {
        let container =
            found.interface.information.iter().map(|id| label(id)).collect::<Vec<_>>().join(", ");
        if fits(&found.interface.name, &container) {
            let at =
                location(picture, &found.place.file, found.place.start..found.place.end, encoding);
            out.push(symbol(&found.interface.name, container, SymbolKind::Function, at));
        }
    }
    if let Some(declarations) = picture.declarations() {
        for entry in &declarations.information {
            let container = label(&entry.id.value);
            if fits(&entry.id.value, &container) {
                let at =
                    location(picture, declarations.source.path(), entry.span.clone(), encoding);
                out.push(symbol(&entry.id.value, container, SymbolKind::Key, at));
            }
        }
    }
    out
}
