//! Which functions of the widget the first screen does without: the plan by which `split.rs` cuts.
//!
//! It goes by who calls whom, and by what functions are called in the sources. Why they are called so, and what is done with
//! the plan, is not known here.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, Function, FunctionId, FunctionKind, LocalFunction, Module,
    ir::{Value, Visitor, dfs_in_order},
};

/// What the modules are called whose functions are the only ones of the second half that the first may call: `lazy`, within
/// whichever file of the widget calls them.
pub(crate) const LAZY: &str = "::lazy";

/// Where the functions of the first half come from, among the modules of these: all others are later ones, whose closures
/// go, because nobody else can have made them.
const FIRST_MODULES: [(&str, &[&str]); 4] = [
    ("ficha::", &["button", "checkout", "client", "element", "intl", "memory", "mount", "read", "Widget"]),
    (
        "ficha::checkout::",
        &[
            "change", "choose", "details", "dispatch", "flow", "frame", "host", "icon", "page", "problem", "screens", "signal",
            "state", "wording",
        ],
    ),
    ("ficha::read::", &["button", "offer", "method", "store", "hours", "amount", "error", "value"]),
    ("views::", &["badge", "dom", "lang", "locale", "node"]),
];

/// What a function is called in the sources: without the hash that stands in brackets behind the name of each crate.
pub(crate) fn name(function: &Function) -> String {
    let mangled = function.name.as_deref().unwrap_or_default();
    let mut pieces = mangled.split('[');
    let mut name = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(']') {
            // Written without the noughts it may begin with.
            Some((hash, rest)) if hash.len() > 8 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()) => name.push_str(rest),
            Some(_) | None => name.extend(["[", piece]),
        }
    }
    name
}

/// Whether a function of the second half may be called by the first.
pub(crate) fn is_lazy(name: &str) -> bool {
    name.starts_with("ficha::") && name.rsplit_once("::").is_some_and(|(module, _)| module.ends_with(LAZY))
}

/// Whether a function speaks of a module that the first screen does without.
fn is_of_a_later_module(name: &str) -> bool {
    FIRST_MODULES.iter().any(|(parent, first)| {
        name.split(parent).skip(1).any(|rest| {
            let module = rest.split(|next: char| !next.is_alphanumeric() && next != '_').next().unwrap_or_default();
            !first.contains(&module)
        })
    })
}

/// Which functions go. Functions are counted, because the halves are read from the same bytes and count alike.
pub(crate) struct Plan {
    /// Every function, by its place.
    pub(crate) ids: Vec<FunctionId>,
    /// The places of those that go.
    pub(crate) later: BTreeSet<usize>,
    callers: BTreeMap<usize, BTreeSet<usize>>,
}

impl Plan {
    pub(crate) fn of(module: &Module) -> Result<Self> {
        let ids: Vec<FunctionId> = module.funcs.iter().map(Function::id).collect();
        let places: BTreeMap<FunctionId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let mut callers: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (id, function) in module.funcs.iter_local() {
            for called in calls(function) {
                callers.entry(places[&called]).or_default().insert(places[&id]);
            }
        }
        let exported = module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(id),
            _ => None,
        });
        let bound: BTreeSet<usize> = exported.chain(module.start).map(|id| places[&id]).collect();
        let pointed: BTreeSet<usize> = slots(module)?.values().map(|id| places[id]).collect();
        let may_go =
            |place: &usize| matches!(module.funcs.get(ids[*place]).kind, FunctionKind::Local(_)) && !bound.contains(place);
        let named = |place: &usize| is_of_a_later_module(&name(module.funcs.get(ids[*place])));
        let lazy = |place: &usize| is_lazy(&name(module.funcs.get(ids[*place])));
        // Everything that might go, less what is called from the first half after all, until nothing changes.
        let mut later: BTreeSet<usize> =
            (0..ids.len()).filter(may_go).filter(|place| !pointed.contains(place) || named(place)).collect();
        loop {
            let called = |place: &usize| callers.get(place).is_some_and(|callers| !callers.is_subset(&later));
            let stays: Vec<usize> = later.iter().filter(|place| !lazy(place) && called(place)).copied().collect();
            if stays.is_empty() {
                return Ok(Self { ids, later, callers });
            }
            stays.iter().for_each(|place| {
                later.remove(place);
            });
        }
    }

    /// Those that the first half calls.
    pub(crate) fn entries(&self) -> Vec<usize> {
        let called = |place: &&usize| self.callers.get(place).is_some_and(|callers| !callers.is_subset(&self.later));
        self.later.iter().filter(called).copied().collect()
    }
}

/// Whom a function calls, or takes the address of.
fn calls(function: &LocalFunction) -> BTreeSet<FunctionId> {
    struct Calls(BTreeSet<FunctionId>);
    impl Visitor<'_> for Calls {
        fn visit_function_id(&mut self, id: &FunctionId) {
            self.0.insert(*id);
        }
    }
    let mut calls = Calls(BTreeSet::new());
    dfs_in_order(&mut calls, function, function.entry_block());
    calls.0
}

/// What is in the table of functions, by slot.
pub(crate) fn slots(module: &Module) -> Result<BTreeMap<u32, FunctionId>> {
    let mut slots = BTreeMap::new();
    for element in module.elements.iter() {
        let ElementKind::Active { offset: ConstExpr::Value(Value::I32(offset)), .. } = element.kind else { continue };
        let ElementItems::Functions(items) = &element.items else { continue };
        for (slot, id) in (u32::try_from(offset)?..).zip(items) {
            slots.insert(slot, *id);
        }
    }
    Ok(slots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::FunctionBuilder;

    fn check(name: &str, later: bool) {
        assert_eq!(is_of_a_later_module(name), later, "{name}");
    }

    #[test]
    fn closures_of_later_modules_go_and_whoever_speaks_of_them() {
        check("ficha::checkout::choose::way::{closure#0}", false);
        check("ficha::checkout::voucher::actions::{closure#0}", true);
        check("core::ptr::drop_in_place::<ficha::checkout::copy::button::{closure#0}>", true);
        check("<ficha::checkout::page::Checkout>::live::<views::node::Node, ficha::checkout::paid::screen::{closure#0}>", true);
        check("<ficha::live::Inner>::ask::{closure#0}", true);
        check("views::barcode::path", true);
        check("<views::dom::State>::build", false);
        check("core::fmt::write", false);
    }

    #[test]
    fn the_first_half_calls_what_a_module_called_lazy_has_and_nothing_else() {
        assert!(is_lazy("ficha::checkout::flow::lazy::submit"));
        assert!(!is_lazy("ficha::checkout::collect::submit"));
        assert!(!is_lazy("ficha::checkout::flow::lazy::find::{closure#0}"), "only the function itself");
        assert!(!is_lazy("core::cell::lazy::force"), "another crate's");
    }

    #[test]
    fn the_hash_of_a_crate_is_no_part_of_a_name() {
        let mut module = Module::default();
        let id = FunctionBuilder::new(&mut module.types, &[], &[]).finish(Vec::new(), &mut module.funcs);
        module.funcs.get_mut(id).name = Some("<ficha[fa32e6e0146d777c]::live::Inner as A<[u8; 3]>>::ask".to_owned());
        assert_eq!(name(module.funcs.get(id)), "<ficha::live::Inner as A<[u8; 3]>>::ask");
        module.funcs.get_mut(id).name = Some("ficha[6e0146d777c]::live::ask".to_owned());
        assert_eq!(name(module.funcs.get(id)), "ficha::live::ask", "a hash that begins with noughts");
    }
}
