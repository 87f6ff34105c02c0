//! Plays stories: `--seed N` tells one, `--seconds S` plays new ones for so long.

use clap::Parser;
use simulator::plan::{ORDERS, Plan};
use simulator::{shrink, world};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Plays the backend's whole life through, from seeds.
#[derive(Parser)]
struct Cli {
    /// Tells the story of this seed.
    #[arg(long)]
    seed: Option<u64>,
    /// How many orders there are on the first day of a story.
    #[arg(long, default_value_t = ORDERS)]
    orders: u64,
    /// Plays the stories of seeds from here on.
    #[arg(long)]
    from: Option<u64>,
    /// For how many seconds new stories are played.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Instead: plays new stories until so many days have passed in them.
    #[arg(long, conflicts_with = "seed")]
    days: Option<u64>,
    /// The account that collects whatever it can, `stripe`; which one is drawn where none is named.
    #[arg(long)]
    provider: Option<String>,
    /// Where a rule is broken, says only which.
    #[arg(long)]
    no_story: bool,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if let Some(seed) = cli.seed {
        return tell(&plan(&cli, seed));
    }
    let began = Instant::now();
    // Seeds nobody has played before, unless somebody names one.
    let first = cli.from.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() * 1000);
    println!("seeds from {first} on");
    let (mut seed, mut orders, mut slips, mut lasted) = (first, 0, 0, Duration::ZERO);
    let goes_on = |lasted: Duration| match cli.days {
        Some(days) => lasted.as_secs() < days * 86_400,
        None => began.elapsed() < Duration::from_secs(cli.seconds),
    };
    while goes_on(lasted) {
        let ending = world::play(&plan(&cli, seed), false)?;
        if let Some(broken) = ending.broken {
            println!("broken: {}\nseed {seed}: {}", broken.rule, broken.how);
            if !cli.no_story {
                tell(&plan(&cli, seed))?;
            }
            anyhow::bail!(
                "after {} s and {orders} orders, seed {seed} broke a rule: {}",
                began.elapsed().as_secs(),
                broken.rule
            );
        }
        orders += ending.orders;
        slips += ending.slips;
        lasted += ending.lasted;
        seed += 1;
    }
    let (took, days) = (began.elapsed(), lasted.as_secs() / 86_400);
    println!(
        "{} stories, {orders} orders, {slips} slips, {days} days in {} s: {} orders a second, no rule broken",
        seed - first,
        took.as_secs(),
        orders as u128 * 1000 / took.as_millis().max(1),
    );
    Ok(())
}

fn plan(cli: &Cli, seed: u64) -> Plan {
    Plan::of(seed, cli.orders).collected_by(cli.provider.as_deref())
}

/// Tells a story, as short as it gets where it breaks a rule.
fn tell(plan: &Plan) -> anyhow::Result<()> {
    let plan = match world::play(plan, false)?.broken {
        Some(broken) => shrink::shortest(plan, broken.rule)?,
        None => plan.clone(),
    };
    let ending = world::play(&plan, true)?;
    ending.lines.iter().for_each(|line| println!("{line}"));
    match ending.broken {
        Some(broken) => println!("\n{} ({})\n{:#?}", broken.rule, broken.how, plan),
        None => println!("\nno rule broken: {} orders, {} slips", ending.orders, ending.slips),
    }
    Ok(())
}
