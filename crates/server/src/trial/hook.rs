//! A trial's webhook: registered at an address of its own, listed, and removed again. What would be sent there is not waited for: the
//! address answers nobody.

use super::report::Line;
use crate::announce::Announce;
use backend::config::Config;
use backend::providers::ProviderAccount;
use providers::ProviderError;
use providers::http::Http;

const ABOUT: &str = "webhook";

/// Tries the webhooks of an account, where a call registers them.
pub(super) async fn examine(config: &Config, account: &ProviderAccount, http: &dyn Http, lines: &mut Vec<Line>) {
    if account.provider.webhooks().is_none() {
        lines.push(Line::not_tried(ABOUT, "registered", "no call registers one: a person does it in the provider's panel"));
        return;
    }
    let url = format!("{}/webhooks/{}/trial", config.public(), account.id);
    let Ok(announce) = Announce::to(config, Some(&account.id)) else { return };
    if announce.check(&url).is_err() {
        let why = "the service cannot reach public_url: set it to an https address to see this";
        lines.push(Line::not_tried(ABOUT, "registered", why));
        return;
    }
    let facts = "one that is told of everything".to_owned();
    let registered = match announce.register(http, Some(&url)).await {
        Ok(registered) => registered,
        Err(error) => return lines.push(Line::failed(ABOUT, "registered", facts, scrubbed(&error))),
    };
    let told = |whole: bool| if whole { facts.clone() } else { "one that is told of less".to_owned() };
    let secret = if registered.secret.is_some() { "its secret is told" } else { "no secret is told" };
    lines.push(Line::compared(ABOUT, "registered", facts.clone(), told(registered.webhook.is_whole)).and(secret));
    let id = &registered.webhook.id;
    let listed = announce.list(http).await.map(|all| all.into_iter().find(|one| one.id == *id && one.url == url));
    lines.push(match listed {
        Ok(Some(one)) => Line::compared(ABOUT, "listed", facts.clone(), told(one.is_whole)),
        Ok(None) => Line::failed(ABOUT, "listed", facts.clone(), "it is not in the list"),
        Err(error) => Line::failed(ABOUT, "listed", facts.clone(), scrubbed(&error)),
    });
    lines.push(removed(&announce, http, id).await);
}

async fn removed(announce: &Announce, http: &dyn Http, id: &str) -> Line {
    let facts = "it is in the list no more".to_owned();
    let left = match announce.remove(http, id).await {
        Ok(()) => announce.list(http).await.map(|all| all.iter().any(|one| one.id == id)),
        Err(error) => Err(error),
    };
    match left {
        Ok(false) => Line::compared(ABOUT, "removed", facts.clone(), facts),
        Ok(true) => Line::failed(ABOUT, "removed", facts, "it is still in the list: remove it by `provider remove-webhook`"),
        Err(error) => Line::failed(ABOUT, "removed", facts, scrubbed(&error)),
    }
}

/// What the provider said, without the merchant's address around it.
fn scrubbed(error: &anyhow::Error) -> String {
    error.downcast_ref::<ProviderError>().map_or_else(|| "it could not be asked".to_owned(), ToString::to_string)
}
