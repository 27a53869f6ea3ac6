//! "Did you mean": finds the known name closest to a misspelt one.

/// The candidate closest to `word`, if it is close enough to be a typo. Letter case and separators
/// weigh little.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = fold(word);
    let limit = (plain.len().max(3) / 3).min(4);
    candidates
        .into_iter()
        .map(|candidate| (fold(candidate), candidate))
        // The difference in length is a lower bound of the distance.
        .filter(|(folded, _)| plain.len().abs_diff(folded.len()) <= limit)
        .map(|(folded, candidate)| (distance(&plain, &folded), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The normal form of a name: lower case, without `-`, `_` and spaces.
fn fold(word: &str) -> Vec<char> {
    // A longer name is not a typo of a known one; the limit keeps hostile input cheap.
    word.chars()
        .take(80)
        .filter(|c| !matches!(c, '-' | '_' | ' ' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The edit distance (insert, delete, replace, swap neighbours).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = previous[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(previous[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut previous, row);
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_none() {
        let names = ["Location", "ChooseLocation", "BlueTooth", "Album", "requiredPrivateInfos"];
        let near = |word| nearest(word, names);
        assert_eq!(near("Locaton"), Some("Location"));
        assert_eq!(near("BLUE_TOOTH"), Some("BlueTooth"));
        assert_eq!(near("requirePrivateInfo"), Some("requiredPrivateInfos"));
        assert_eq!(near("choose-location"), Some("ChooseLocation"));
        assert_eq!(near("Faces"), None);
        assert_eq!(near(""), None);
    }
}
