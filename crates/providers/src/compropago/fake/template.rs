//! A vendor's example as a template: every key and constant of the document stays, and what differs from charge to
//! charge is filled in. So an answer cannot lose, gain or rename a field without its fixture showing it.

use serde_json::Value;

/// Parses `example` and puts each value at its JSON pointer.
///
/// # Panics
/// When a pointer leads nowhere: template and code stand beside each other in this crate, and the tests fill every one.
pub(super) fn fill<const N: usize>(example: &str, values: [(&str, Value); N]) -> Value {
    let mut answer: Value = serde_json::from_str(example).expect("fixtures are JSON");
    put(&mut answer, values);
    answer
}

/// Puts each value at its JSON pointer.
///
/// # Panics
/// When a pointer leads nowhere, as [`fill`].
pub(super) fn put<const N: usize>(answer: &mut Value, values: [(&str, Value); N]) {
    for (pointer, value) in values {
        *answer.pointer_mut(pointer).expect("the fixture has the field") = value;
    }
}
