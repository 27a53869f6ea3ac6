//! Names of members that frameworks give to the instances of all components.

/// Fields of instances in Vue that hold the data or the options. What these have is found in the
/// instance, too, because the options also represent it ([`super::options`]).
pub(super) const DATA_OF_INSTANCE: [&str; 3] = ["$data", "_data", "$options"];

/// Fields of classes and applications of frameworks whose fields all instances have.
pub(super) const OF_INSTANCES: [&str; 2] = ["prototype", "globalProperties"];

/// Members of all instances that come from the framework
/// (<https://vuejs.org/api/component-instance.html>).
const OF_FRAMEWORK: [&str; 31] = [
    "$attrs",
    "$children",
    "$data",
    "$delete",
    "$destroy",
    "$el",
    "$emit",
    "$event",
    "$forceUpdate",
    "$i18n",
    "$listeners",
    "$mount",
    "$mp",
    "$nextTick",
    "$off",
    "$on",
    "$once",
    "$options",
    "$parent",
    "$patch",
    "$props",
    "$refs",
    "$root",
    "$route",
    "$router",
    "$scope",
    "$set",
    "$slots",
    "$store",
    "$vm",
    "$watch",
];

/// Whether a member of instances has a name by which programs add their own.
pub(super) fn is_of_program(name: &str) -> bool {
    name.len() > 1 && name.starts_with('$') && !OF_FRAMEWORK.contains(&name)
}

/// Precedes the name of a member of all instances where it is kept like a global name. No free name
/// begins like this.
pub(in super::super) const IN_ALL: &str = "%.";

/// The name under which a member of all instances is kept.
pub(super) fn in_all(name: &str) -> String {
    format!("{IN_ALL}{name}")
}
