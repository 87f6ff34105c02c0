//! Cuts the WebAssembly in two: what the first screen needs, and the rest, which arrives while the shopper reads it.
//!
//! Both halves are one program: one memory, one table of functions. Whoever is only called by lazy functions (those of a
//! module called `lazy`) goes with them to the second half, and each of them stays behind as a call through a slot of the table that
//! the second half fills when it comes. A function whose address is taken could be called from anywhere, so of those
//! only the ones named in the plan go. To call a lazy function before the second half is there is a trap, not a surprise.
//!
//! Which functions go is `plan.rs`'s; what any of them does is not known here.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, Function, FunctionBuilder, FunctionId, FunctionKind, GlobalKind,
    ImportKind, ImportedFunction, Module, ModuleConfig, TableId, ir::Value, passes,
};

use crate::plan::{LAZY, Plan, is_lazy, name, slots};

/// Leptos brings server functions, and they bring streams, which no page of ours makes.
const NEVER: &str = "wasm_streams::";

/// What the second half calls the first.
const FIRST: &str = "m";

/// The two halves.
pub(crate) struct Halves {
    pub(crate) first: Module,
    pub(crate) later: Module,
}

/// Leaves out what is in the table of functions only because nobody told the compiler that it is never called.
pub(crate) fn prune(module: &mut Module) {
    let nobody = absent(module);
    replace_slots(module, nobody, |name| name.contains(NEVER));
    passes::gc::run(module);
}

/// Cuts. Fails where the program has no lazy functions, or is not built as compilers build it today.
pub(crate) fn split(whole: &mut Module) -> Result<Halves> {
    let bytes = whole.emit_wasm();
    let mut first = parse(&bytes)?;
    let mut later = parse(&bytes)?;
    let plan = Plan::of(&first)?;
    let entries = plan.entries();
    ensure!(!entries.is_empty(), "no function is called ...{LAZY}::...: has the module another name?");
    for &entry in &entries {
        let name = name(first.funcs.get(plan.ids[entry]));
        ensure!(is_lazy(&name), "{name} is called by the first half and is not lazy");
    }
    let table = first.tables.main_function_table()?.context("the program has no table of functions")?;
    let beyond = first.tables.get(table).initial;
    keep_first(&mut first, &plan, &entries, table, i32::try_from(beyond)?)?;
    keep_later(&mut later, &plan, &entries, u32::try_from(beyond)?)?;
    join(&mut first, &mut later)?;
    passes::gc::run(&mut first);
    Ok(Halves { first, later })
}

fn parse(bytes: &[u8]) -> Result<Module> {
    ModuleConfig::new().generate_name_section(false).generate_producers_section(false).strict_validate(false).parse(bytes)
}

/// A function that must not be called.
fn absent(module: &mut Module) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.func_body().unreachable();
    builder.finish(Vec::new(), &mut module.funcs)
}

/// Puts `nobody` in the slots of all whose name is `gone`.
fn replace_slots(module: &mut Module, nobody: FunctionId, gone: impl Fn(&str) -> bool) {
    let gone: BTreeSet<FunctionId> = module.funcs.iter().filter(|function| gone(&name(function))).map(Function::id).collect();
    replace(module, nobody, &gone);
}

fn replace(module: &mut Module, nobody: FunctionId, gone: &BTreeSet<FunctionId>) {
    for element in module.elements.iter_mut() {
        if let ElementItems::Functions(items) = &mut element.items {
            items.iter_mut().filter(|id| gone.contains(id)).for_each(|id| *id = nobody);
        }
    }
}

/// The first half: behind each lazy function is a slot beyond the end of the table, and in the slots of what goes is nobody.
fn keep_first(module: &mut Module, plan: &Plan, entries: &[usize], table: TableId, beyond: i32) -> Result<()> {
    let nobody = absent(module);
    replace(module, nobody, &plan.later.iter().map(|place| plan.ids[*place]).collect());
    for (slot, entry) in (beyond..).zip(entries) {
        let id = plan.ids[*entry];
        let ty = module.funcs.get(id).ty();
        let (params, results) = module.types.params_results(ty);
        let (params, results) = (params.to_vec(), results.to_vec());
        let args: Vec<_> = params.iter().map(|param| module.locals.add(*param)).collect();
        let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
        let mut body = builder.func_body();
        for arg in &args {
            body.local_get(*arg);
        }
        body.i32_const(slot).call_indirect(ty, table);
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(args));
    }
    let table = module.tables.get_mut(table);
    table.initial += entries.len() as u64;
    table.maximum = table.maximum.map(|most| most + entries.len() as u64);
    Ok(())
}

/// The second half: all that stays is imported, and the slots of what goes are filled.
fn keep_later(module: &mut Module, plan: &Plan, entries: &[usize], beyond: u32) -> Result<()> {
    let table = module.tables.main_function_table()?.context("the program has no table of functions")?;
    let ids: Vec<FunctionId> = module.funcs.iter().map(Function::id).collect();
    let later: BTreeSet<FunctionId> = plan.later.iter().map(|place| ids[*place]).collect();
    let mut filled = slots(module)?;
    filled.retain(|_, id| later.contains(id));
    filled.extend((beyond..).zip(entries.iter().map(|entry| ids[*entry])));

    module.start = None;
    let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
    exports.into_iter().for_each(|id| module.exports.delete(id));
    let elements: Vec<_> = module.elements.iter().map(walrus::Element::id).collect();
    elements.into_iter().for_each(|id| module.elements.delete(id));
    let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    data.into_iter().for_each(|id| module.data.delete(id));

    for id in ids.iter().filter(|id| !later.contains(id)) {
        let function = module.funcs.get(*id);
        if let FunctionKind::Local(_) = function.kind {
            let ty = function.ty();
            let import = module.imports.add(FIRST, "", *id);
            module.funcs.get_mut(*id).kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
    }
    for memory in module.memories.iter_mut() {
        memory.data_segments.clear();
        memory.import = Some(module.imports.add(FIRST, "", memory.id()));
    }
    let globals: Vec<_> = module.globals.iter().map(walrus::Global::id).collect();
    for id in globals {
        module.globals.get_mut(id).kind = GlobalKind::Import(module.imports.add(FIRST, "", id));
    }
    for table in module.tables.iter_mut() {
        table.elem_segments.clear();
        table.import = Some(module.imports.add(FIRST, "", table.id()));
    }
    let grown = module.tables.get_mut(table);
    grown.initial += entries.len() as u64;
    grown.maximum = grown.maximum.map(|most| most + entries.len() as u64);
    for (offset, items) in runs(&filled) {
        let offset = ConstExpr::Value(Value::I32(i32::try_from(offset)?));
        let id = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(items));
        module.tables.get_mut(table).elem_segments.insert(id);
    }
    passes::gc::run(module);
    Ok(())
}

/// Neighbouring slots together.
fn runs(filled: &BTreeMap<u32, FunctionId>) -> Vec<(u32, Vec<FunctionId>)> {
    let mut runs: Vec<(u32, Vec<FunctionId>)> = Vec::new();
    for (slot, id) in filled {
        match runs.last_mut() {
            Some((start, items)) if *start as usize + items.len() == *slot as usize => items.push(*id),
            _ => runs.push((*slot, vec![*id])),
        }
    }
    runs
}

/// Gives what the second half imports from the first a name, and lets the first export it.
fn join(first: &mut Module, later: &mut Module) -> Result<()> {
    let wanted: Vec<_> = later.imports.iter().filter(|import| import.module == FIRST).map(walrus::Import::id).collect();
    for (number, id) in wanted.into_iter().enumerate() {
        let import = later.imports.get_mut(id);
        let item = counterpart(first, &import.kind)?;
        let known = first.exports.iter().find(|export| place(&export.item) == place(&item)).map(|export| export.name.clone());
        import.name = known.unwrap_or_else(|| {
            let name = format!("${number}");
            first.exports.add(&name, item);
            name
        });
    }
    Ok(())
}

/// The same thing in the first half: it stands at the same place.
fn counterpart(first: &Module, kind: &ImportKind) -> Result<ExportItem> {
    let functions = first.funcs.iter().map(|function| ExportItem::Function(function.id()));
    let tables = first.tables.iter().map(|table| ExportItem::Table(table.id()));
    let memories = first.memories.iter().map(|memory| ExportItem::Memory(memory.id()));
    let globals = first.globals.iter().map(|global| ExportItem::Global(global.id()));
    let mut all = functions.chain(tables).chain(memories).chain(globals);
    let sought = match *kind {
        ImportKind::Function(id) => ExportItem::Function(id),
        ImportKind::Table(id) => ExportItem::Table(id),
        ImportKind::Memory(id) => ExportItem::Memory(id),
        ImportKind::Global(id) => ExportItem::Global(id),
        ImportKind::Tag(id) => ExportItem::Tag(id),
    };
    all.find(|item| place(item) == place(&sought)).context("the second half needs what the first does not have")
}

/// Of which kind it is, and which of them: the halves count alike.
fn place(item: &ExportItem) -> (u8, usize) {
    match item {
        ExportItem::Function(id) => (0, id.index()),
        ExportItem::Table(id) => (1, id.index()),
        ExportItem::Memory(id) => (2, id.index()),
        ExportItem::Global(id) => (3, id.index()),
        ExportItem::Tag(id) => (4, id.index()),
    }
}
