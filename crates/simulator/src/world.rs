//! A story from its plan to its end: everything is put together, the people live, the weather passes, it gets quiet, and it is judged.

use crate::beyond;
use crate::clock::Time;
use crate::copies::{Copies, Site};
use crate::depositors;
use crate::dice::Dice;
use crate::network::Providers;
use crate::people::{self, Slips, Town};
use crate::plan::Plan;
use crate::quiet;
use crate::rules::{Broken, Rules};
use crate::shop::{ADDRESS, Shop};
use crate::story::Story;
use crate::weather::{Trouble, Weather};
use axum::body::Body;
use backend::base::chance;
use backend::config::Config;
use backend::providers::ProviderAccount;
use backend::shop::token;
use http::Request;
use payments::Method;
use providers::compropago::fake::ComproPago;
use providers::fake::{FakeProvider, OutgoingWebhook};
use providers::kashio::fake::KashIo;
use providers::mercadopago::fake::MercadoPago;
use providers::settings::Settings;
use providers::strict::fake::FakeStrict;
use providers::stripe::fake::FakeStripe;
use providers::{compropago, kashio, mercadopago, strict, stripe};
use secrecy::ExposeSecret;
use serde_json::json;
use server::sqlite::memory::InMemory;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// How long it is quiet before everybody must agree: longer than reconcile looks after what has run out.
const QUIET: Duration = Duration::from_secs(24 * 24 * 3600);

/// After how long a provider sends a webhook again that nobody took.
const AGAIN: [u64; 5] = [60, 600, 3_600, 6 * 3_600, 24 * 3_600];

/// What strict's webhooks are signed with.
const SECRET: &str = "whs_test_strict";

/// How a story ended.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The first rule that was broken.
    pub broken: Option<Broken>,
    /// How many orders there were.
    pub orders: usize,
    /// How many slips somebody was shown.
    pub slips: usize,
    /// How much time passed in it.
    pub lasted: Duration,
    /// The story, where it was listened to.
    pub lines: Vec<String>,
}

/// Plays a story through.
///
/// # Errors
///
/// Where it cannot even be put together.
pub fn play(plan: &Plan, listening: bool) -> anyhow::Result<Ending> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    chance::seed(plan.seed);
    providers::chance::seed(plan.seed);
    runtime.block_on(story(plan, listening))
}

async fn story(plan: &Plan, listening: bool) -> anyhow::Result<Ending> {
    let time = Time::begin();
    let story = Arc::new(Story::new(time, listening));
    let weather = Arc::new(Weather::new(time, &plan.spells, plan.seed));
    let db = Arc::new(InMemory::open()?);
    let slips = Arc::new(Slips::default());
    let (touched, changes) = mpsc::unbounded_channel();
    let rules = Arc::new(Rules::new(Arc::clone(&story), touched));
    let (webhooks, sent) = mpsc::unbounded_channel();
    let providers =
        Arc::new(Providers::new((time, Arc::clone(&weather), Arc::clone(&story), Arc::clone(&rules)), fakes(), webhooks));
    let shop = Arc::new(Shop::new(Arc::clone(&weather)));
    let site = Site {
        time,
        weather,
        story: Arc::clone(&story),
        rules: Arc::clone(&rules),
        db: Arc::clone(&db),
        providers: Arc::clone(&providers),
        shop,
        config: config()?,
        accounts: accounts(plan)?,
        written: Arc::default(),
    };
    let copies = Copies::start(site, plan.copies);
    let token = set_up(&copies).await?;
    let town = Arc::new(Town { copies: Arc::clone(&copies), slips: Arc::clone(&slips), token, wanted: plan.lives.len() });
    for spell in &plan.spells {
        story.tell(|| format!("To come: {spell:?}"));
    }

    let mut world = JoinSet::new();
    world.spawn(deliver(Arc::clone(&copies), sent));
    world.spawn(calendar(Arc::clone(&providers)));
    world.spawn(beyond::watch_over(Arc::clone(&town), changes));
    for blow in plan.blows.clone() {
        let copies = Arc::clone(&copies);
        world.spawn(async move { copies.suffer(blow).await });
    }
    let mut lives = JoinSet::new();
    for life in plan.lives.clone() {
        lives.spawn(people::live(Arc::clone(&town), life, plan.seed));
    }
    for depositor in plan.depositors.clone() {
        lives.spawn(depositors::live(Arc::clone(&town), depositor, plan.seed));
    }
    let living = async {
        while lives.join_next().await.is_some() {}
        time.until(plan.lasts()).await;
        tokio::time::sleep(QUIET).await;
        quiet::judge(&town).await;
    };
    tokio::select! {
        biased;
        () = rules.broken.notified() => {}
        () = living => {}
    }
    let slips = slips.all().values().map(Vec::len).sum();
    Ok(Ending { broken: rules.first_broken(), orders: plan.lives.len(), slips, lasted: time.elapsed(), lines: story.lines() })
}

fn fakes() -> Vec<Box<dyn FakeProvider>> {
    let told = |account: &str| Some(format!("https://pay.example.mx/webhooks/{account}"));
    vec![
        Box::new(ComproPago::new(told("compropago"))),
        Box::new(KashIo::new(told("kashio"))),
        Box::new(FakeStrict::new(told("strict").as_deref(), SECRET)),
        Box::new(FakeStripe::new(told("stripe"))),
        Box::new(MercadoPago::new(told("mercadopago"))),
    ]
}

/// Every provider there is. Four of them collect in Mexico; which one does what is left to the seed, where the plan names none.
fn accounts(plan: &Plan) -> anyhow::Result<Vec<ProviderAccount>> {
    let at = |account: &str| Settings::new().with("base_url", format!("https://{account}.example"));
    let key = ("secret_key", "sk_test_56e31883637446b1b");
    let settings = [
        (&compropago::ENTRY, vec![("public_key", "pk_test_638e8b14112423a086"), ("secret_key", "sk_test_9c95e149614142822f")]),
        (&kashio::ENTRY, vec![("secret_key", "sk_test_0123456789abcdef01")]),
        (&strict::ENTRY, vec![key, ("webhook_secret", SECRET)]),
        (&stripe::ENTRY, vec![key, ("webhook_secret", stripe::fake::WEBHOOK_SECRET)]),
        (
            &mercadopago::ENTRY,
            vec![
                ("access_token", "TEST-8781245a88240f9cf-56e31883637446b1b"),
                ("webhook_secret", mercadopago::fake::WEBHOOK_SECRET),
                ("country", "MX"),
            ],
        ),
    ];
    let dice = Dice::new(plan.seed, 0xacc0);
    let mut accounts = Vec::new();
    for (entry, settings) in settings {
        let settings = settings.into_iter().fold(at(entry.id), |all, (name, value)| all.with(name, value));
        let provider = (entry.build)(&settings).map_err(anyhow::Error::msg)?;
        let mut account = ProviderAccount::new(entry.id.to_owned(), provider.into());
        for method in Method::ALL {
            let drawn = 1 + usize::try_from(dice.between(0, 1000)).unwrap_or_default();
            let is_first = plan.first.as_deref() == Some(entry.id);
            account.places.insert(method, if is_first { 0 } else { drawn });
        }
        accounts.push(account);
    }
    if let Some(first) = plan.first.as_deref().filter(|first| !accounts.iter().any(|account| account.id == *first)) {
        anyhow::bail!("{first} does not collect here");
    }
    Ok(accounts)
}

fn config() -> anyhow::Result<Config> {
    let nought =
        ["reads_per_minute", "writes_per_minute", "order_writes_per_minute", "merchant_per_minute", "webhooks_per_minute"];
    let limits: String = nought.iter().map(|limit| format!("{limit} = 0\n")).collect();
    let toml = format!("merchant = 'Tienda Lupita'\nallowed_origins = ['https://tienda.example.mx']\n[limits]\n{limits}");
    server::configuration::read(&toml, std::collections::HashMap::new())
}

/// The merchant's token, and an endpoint that is told everything. The sun shines meanwhile: no spell has begun to matter.
async fn set_up(copies: &Copies) -> anyhow::Result<String> {
    let site = copies.site();
    let clock = crate::clock::CopyClock::new(site.time, 0);
    let token = token::make(&*site.db, &clock, "shop").await?.expose_secret().to_owned();
    for _ in 0..1000 {
        let request = Request::post("/api/v1/webhook-endpoints").header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {token}"));
        let request = request.body(Body::from(json!({"url": ADDRESS}).to_string()))?;
        let answer = copies.ask(0, request, Duration::from_secs(60), false).await;
        match answer {
            Some(answer) if answer.status == 201 => return Ok(token),
            Some(answer) if answer.status < 500 => anyhow::bail!("no endpoint: {}", answer.json),
            Some(_) | None => tokio::time::sleep(Duration::from_secs(60)).await,
        }
    }
    anyhow::bail!("no endpoint can be made")
}

/// Lets the providers' own time pass: what runs out there runs out.
async fn calendar(providers: Arc<Providers>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1800)).await;
        providers.pass_time();
    }
}

/// Carries webhooks to whichever copy is there, as the weather has it.
async fn deliver(copies: Arc<Copies>, mut sent: mpsc::UnboundedReceiver<(&'static str, OutgoingWebhook)>) {
    let mut under_way = JoinSet::new();
    while let Some((account, webhook)) = sent.recv().await {
        while under_way.try_join_next().is_some() {}
        let weather = &copies.site().weather;
        if weather.brings(Trouble::WebhooksForged) {
            let forged = OutgoingWebhook { headers: providers::fake::unsigned_json(), ..webhook.clone() };
            under_way.spawn(carry(Arc::clone(&copies), account, forged));
        }
        if weather.brings(Trouble::WebhooksLost) {
            copies.site().story.tell(|| format!("A webhook of {account} is lost."));
            continue;
        }
        if weather.brings(Trouble::WebhooksTwice) {
            under_way.spawn(carry(Arc::clone(&copies), account, webhook.clone()));
        }
        under_way.spawn(carry(Arc::clone(&copies), account, webhook));
    }
}

async fn carry(copies: Arc<Copies>, account: &'static str, webhook: OutgoingWebhook) {
    let site = copies.site();
    let late = site.weather.brings(Trouble::WebhooksLate);
    let dice = site.weather.dice();
    let wait = Duration::from_millis(if late { dice.spread(60_000, 20 * 86_400_000) } else { dice.spread(30, 3_000) });
    tokio::time::sleep(wait).await;
    for again in AGAIN {
        let mut request =
            Request::post(format!("/webhooks/{account}")).body(Body::from(webhook.body.clone())).unwrap_or_default();
        request.headers_mut().extend(site.providers.leaving(account, &webhook));
        let copy = usize::try_from(site.weather.dice().between(0, copies.number() as u64)).unwrap_or_default();
        let answer = copies.ask(copy, request, Duration::from_secs(30), true).await;
        site.story.tell(|| {
            format!(
                "{account} tells {} of {}: {:?}.",
                webhook.event,
                webhook.charge,
                answer.as_ref().map(|answer| answer.status)
            )
        });
        if answer.is_some_and(|answer| site.providers.counts_as_delivered(account, answer.status, &answer.body)) {
            return site.providers.is_told(account, &webhook.charge);
        }
        tokio::time::sleep(Duration::from_secs(again)).await;
    }
}
