//! The list of what is in a release before who defines such lists: it is one.

use crate::judge::{asked, beside, of_python};

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_what_is_released_is_cyclonedx() {
    let list = std::env::var_os("FICHA_SBOM").expect("cargo xtask test --only judges says where it is");
    let mut judge = of_python("python");
    judge.arg(beside("listed.py")).arg(list);
    let said = asked(judge).await;
    assert!(said.content && said.out.trim() == "valid", "{}", said.all);
}
