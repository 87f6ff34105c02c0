//! What a refusal looks like, and its codes.

use api::Code;
use insta::assert_json_snapshot;

#[test]
fn a_problem_reads_as_rfc_9457_says() {
    assert_json_snapshot!(Code::OverLimit.problem(), @r#"
    {
      "type": "urn:ficha:problem:over_limit",
      "title": "The amount is over the limit of this store or method.",
      "status": 422,
      "code": "over_limit"
    }
    "#);
}

#[test]
fn no_two_problems_share_a_code() {
    let codes: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
}

#[test]
fn every_code_is_in_the_table_where_it_is_declared() {
    let places: Vec<usize> = Code::ALL.iter().map(|code| *code as usize).collect();
    assert_eq!(places, (0..Code::ALL.len()).collect::<Vec<_>>());
    // It stays the last, so that one that is declared and not in the table moves it.
    assert_eq!(Code::Internal as usize, Code::ALL.len() - 1);
}
