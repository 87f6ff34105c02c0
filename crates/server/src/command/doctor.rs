//! `ficha-backend doctor`: looks at everything, says a line for each thing, and fails where something is wrong. What
//! it looks at stands in `doctor/`.

use anyhow::ensure;
use backend::config::Config;
use server::doctor::{Grade, examine};
use server::network::Network;

pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    let findings = examine(&config, &Network::new()?).await;
    for finding in &findings {
        println!("{finding}");
    }
    let wrong = findings.iter().filter(|finding| finding.grade == Grade::Wrong).count();
    ensure!(wrong == 0, "{wrong} things are wrong");
    Ok(())
}
