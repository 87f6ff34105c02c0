//! Teeth: faults that somebody might make, put one at a time into a copy of the sources. Each must break a rule of the simulator within a
//! minute on one core, or the rules are not worth much.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};
use xtask::{process, repo};

/// How long each may stay unfound, in seconds.
const LIMIT: &str = "60";

/// A fault: what stands in a file, and what stands there instead.
struct Mutant {
    /// What is wrong then, in a few words.
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

/// All of them.
const MUTANTS: [Mutant; 29] = [
    Mutant {
        name: "nobody looks whether a slip is still due when it has been made",
        file: "crates/backend/src/charges/issue.rs",
        from: "&& !is_due(&order, &record, self.clock.now())",
        to: "&& order.order.id.is_empty() && !is_due(&order, &record, self.clock.now())",
    },
    Mutant {
        name: "a change is written although the order is another by now",
        file: "crates/backend/src/db/orders.rs",
        from: "insert into orders select * from orders where id = $1 and version <> $2",
        to: "insert into orders select * from orders where id = $1 and version <> $2 and 1 = 0",
    },
    Mutant {
        name: "slips that ask for too much are left alone",
        file: "crates/backend/src/charges/beyond.rs",
        from: "if changed.charges.len() < 2 {",
        to: "if changed.charges.len() < 99 {",
    },
    Mutant {
        name: "a slip that could not be withdrawn is told to nobody",
        file: "crates/backend/src/charges/beyond.rs",
        from: "any(|charge| charge.id == charge_id) {",
        to: "any(|charge| charge.id == charge_id && charge.id.is_empty()) {",
    },
    Mutant {
        name: "a create that may have happened is repeated where that makes a second charge",
        file: "crates/backend/src/charges/create.rs",
        from: "State::Requested if option.account.repeats_create(&before, self.clock.now()) => {",
        to: "State::Requested => {",
    },
    Mutant {
        name: "a key is forgotten while its slip can be paid",
        file: "crates/backend/src/db/keys.rs",
        from: "not exists (select 1 from charges where (charges.id = about or charges.order_id = about) \\",
        to: "not exists (select 1 from charges where 1 = 0 and (charges.id = about or charges.order_id = about) \\",
    },
    Mutant {
        name: "what the shop is told is written after the mark that it was",
        file: "crates/backend/src/db/outbox.rs",
        from: "    statements.extend(events.iter().flat_map(event));\n    db.batch(statements).await.map(drop)",
        to: "    db.batch(std::mem::take(&mut statements)).await?;\n    statements.extend(events.iter().flat_map(event));\n    \
             db.batch(statements).await.map(drop)",
    },
    Mutant {
        name: "an event is sent while an earlier one of its order waits",
        file: "crates/backend/src/db/outbox.rs",
        from: "and earlier.order_id = deliveries.order_id and earlier.order_version < deliveries.order_version \\",
        to: "and 1 = 0 and earlier.order_id = deliveries.order_id and earlier.order_version < deliveries.order_version \\",
    },
    Mutant {
        name: "a slip is shown although it could not be written",
        file: "crates/backend/src/charges/issue.rs",
        from: "                Err(error) => return Err(error.into()),\n                Ok(_) => {\n                    let charge = &shown.charge;",
        to: "                Err(_) => return Ok(answer),\n                Ok(_) => {\n                    let charge = &shown.charge;",
    },
    Mutant {
        name: "an event that the shop answered with 500 counts as told",
        file: "crates/backend/src/notify/mod.rs",
        from: "answer.status.is_some_and(|status| (200..300).contains(&status))",
        to: "answer.status.is_some()",
    },
    Mutant {
        name: "a shop that was down twice is given up",
        file: "crates/backend/src/notify/schedule.rs",
        from: "WAITS.get(at))?",
        to: "WAITS.get(at).filter(|_| at < 2))?",
    },
    Mutant {
        name: "money that comes late is refused",
        file: "crates/payments/src/charge/mod.rs",
        from: "                self.late = true;\n                self.receive(*total)",
        to: "                self.late = !total.is_zero();\n                Outcome::Stayed(Why::Closed)",
    },
    Mutant {
        name: "money for a slip that was taken back is refused",
        file: "crates/payments/src/charge/mod.rs",
        from: "(S::Requested | S::Pending | S::Declined | S::Canceled, E::Paid(total)) => self.receive(*total),",
        to: "(S::Declined | S::Canceled, E::Paid(_)) => Outcome::Stayed(Why::Closed),\n            \
             (S::Requested | S::Pending, E::Paid(total)) => self.receive(*total),",
    },
    Mutant {
        name: "the rest of what came in part is not counted",
        file: "crates/payments/src/charge/mod.rs",
        from: "(S::Paid, E::Paid(total)) if total.minor() > self.received.minor() => self.receive(*total),",
        to: "(S::Paid, E::Paid(total)) if total.minor() > self.received.minor() => Outcome::Stayed(Why::Seen),",
    },
    Mutant {
        name: "paid is taken for all of it",
        file: "crates/payments/src/charge/mod.rs",
        from: "        self.received = total;\n        self.move_to(State::Paid)",
        to: "        self.received = if total.is_zero() { total } else { self.amount };\n        self.move_to(State::Paid)",
    },
    Mutant {
        name: "a provider without events to follow is never asked",
        file: "crates/backend/src/charges/poll.rs",
        from: "providers.extend(charges::providers_to_ask(db, now).await?);",
        to: "providers.extend(charges::providers_to_ask(db, now).await?.into_iter().take(0));",
    },
    Mutant {
        name: "a key of an order is not remembered with it",
        file: "crates/backend/src/orders/create.rs",
        from: "            statements.push(keys::remember(place, &remembered, None, now));",
        to: "            drop(keys::remember(place, &remembered, None, now));",
    },
    Mutant {
        name: "what went back is still called paid",
        file: "crates/payments/src/charge/mod.rs",
        from: "self.move_to(if refunded.minor() < received.minor() { State::Paid } else { State::Refunded })",
        to: "self.move_to(if refunded.minor() <= received.minor() { State::Paid } else { State::Refunded })",
    },
    Mutant {
        name: "every copy believes that it holds the lease",
        file: "crates/backend/src/work.rs",
        from: "        Ok(held)\n",
        to: "        Ok(held || self.name != \"readiness\")\n",
    },
    Mutant {
        name: "a lease is never renewed",
        file: "crates/backend/src/work.rs",
        from: "if self.until.is_some_and(|until| running + LEASE / 2 < until) {",
        to: "if self.until.is_some_and(|until| running + LEASE / 2 < until || until < running) {",
    },
    Mutant {
        name: "a price is changed while a slip at the old one is out",
        file: "crates/backend/src/charges/amend.rs",
        from: "let open = record.charges.iter().filter(|record| record.charge.state.is_open());",
        to: "let open = record.charges.iter().filter(|record| record.charge.state.is_open() && record.order_id.is_empty());",
    },
    Mutant {
        name: "paid with nothing is taken for all of it",
        file: "crates/providers/src/compropago/status.rs",
        from: "(None, None, Some(sums)) => Event::Paid(sums.due),",
        to: "(None, _, Some(sums)) => Event::Paid(sums.due),",
    },
    Mutant {
        name: "an amount that cannot be read is taken for one that is not said",
        file: "crates/providers/src/compropago/status.rs",
        from: "            None => return unreadable(),",
        to: "            None => None,",
    },
    Mutant {
        name: "less than came before is believed",
        file: "crates/payments/src/charge/mod.rs",
        from: "            (S::Paid | S::Refunded, E::Paid(_)) => Outcome::Stayed(Why::Contradiction),",
        to: "            (S::Paid, E::Paid(total)) => self.receive(*total),\n            \
             (S::Refunded, E::Paid(_)) => Outcome::Stayed(Why::Contradiction),",
    },
    Mutant {
        name: "a slip for another amount than was asked for is shown",
        file: "crates/backend/src/charges/verify.rs",
        from: "let made = [created.amount, slip].into_iter().flatten().find(|made| *made != asked)?;",
        to: "let made = [created.amount, slip].into_iter().flatten().find(|made| made.currency() != asked.currency())?;",
    },
    Mutant {
        name: "a deposit that has grown stays what it was",
        file: "crates/backend/src/charges/deposits.rs",
        from: "known.clone().filter(|known| known.amount == amount)",
        to: "known.clone().filter(|known| known.amount == amount || !known.amount.is_zero())",
    },
    Mutant {
        name: "a voucher keeps the new price where another could not be changed",
        file: "crates/backend/src/charges/amend.rs",
        from: "                    Err(error) => {\n                        self.change_back(changed).await;",
        to: "                    Err(error) => {\n                        drop(changed);",
    },
    Mutant {
        name: "a charge that a wrong clock dated ahead is never given up",
        file: "crates/backend/src/charges/poll.rs",
        from: "(now.seconds() - charge.created_at.seconds()).abs() >= ABANDONED_AFTER",
        to: "now.seconds() - charge.created_at.seconds() >= ABANDONED_AFTER",
    },
    Mutant {
        name: "a person's alert is closed by a wrong clock",
        file: "crates/backend/src/charges/beyond.rs",
        from: "(record.charge.payable(record.charge.created_at), order.missing())",
        to: "(record.charge.payable(now), order.missing())",
    },
];

/// Puts each in and looks.
///
/// # Errors
///
/// Where one is not found, or does not fit the sources any more.
pub(super) fn run(only: Option<&str>) -> Result<()> {
    let (tree, target) = (repo::root().join("target/mutants/tree"), repo::root().join("target/mutants/build"));
    copy_sources(&tree)?;
    let (mut lines, mut unfound) = (Vec::new(), 0);
    for mutant in MUTANTS.iter().filter(|mutant| only.is_none_or(|only| mutant.name.contains(only))) {
        let line = match tried(mutant, &tree, &target)? {
            Some((seconds, rule)) => format!("| {} | {seconds:.1} s | {rule} |", mutant.name),
            None => {
                unfound += 1;
                format!("| {} | **not found** | |", mutant.name)
            }
        };
        println!("{line}");
        lines.push(line);
    }
    println!("\n| what was wrong | found after | by the rule |\n| --- | --- | --- |\n{}", lines.join("\n"));
    if unfound > 0 {
        bail!("{unfound} of {} were not found within {LIMIT} s each", lines.len());
    }
    Ok(())
}

/// Builds with the fault and plays; after how long which rule was broken.
fn tried(mutant: &Mutant, tree: &Path, target: &Path) -> Result<Option<(f64, String)>> {
    let file = tree.join(mutant.file);
    let text = fs::read_to_string(&file).with_context(|| mutant.file.to_owned())?;
    fs::write(&file, with(mutant, &text)?)?;
    let built =
        process::run(cargo(tree, target).args(["build", "--profile", "simulate", "--quiet", "--package", "ficha-simulator"]));
    fs::write(&file, text)?;
    built.with_context(|| format!("{}: it does not compile", mutant.name))?;
    let began = Instant::now();
    let played = Command::new(target.join("simulate/ficha-simulate"))
        .args(["--seconds", LIMIT, "--no-story"])
        .stdin(Stdio::null())
        .output()?;
    let said = String::from_utf8_lossy(&played.stdout).into_owned();
    let rule = said.lines().find_map(|line| line.strip_prefix("broken: "));
    match (played.status.success(), rule) {
        (true, _) => Ok(None),
        (false, Some(rule)) => Ok(Some((began.elapsed().as_secs_f64(), rule.to_owned()))),
        (false, None) => bail!("{}: it did not play: {}", mutant.name, String::from_utf8_lossy(&played.stderr)),
    }
}

/// The text with the fault in it.
fn with(mutant: &Mutant, text: &str) -> Result<String> {
    match text.matches(mutant.from).count() {
        1 => Ok(text.replacen(mutant.from, mutant.to, 1)),
        many => bail!("{}: its place stands {many} times in {}", mutant.name, mutant.file),
    }
}

fn cargo(tree: &Path, target: &Path) -> Command {
    let mut cargo = process::cargo();
    cargo.current_dir(tree).env("CARGO_TARGET_DIR", target);
    cargo
}

/// The sources as git knows them, with what has been changed since, in a folder of their own. What has not changed keeps its time, so
/// that it is not built again.
fn copy_sources(tree: &Path) -> Result<()> {
    let listed = Command::new("git").current_dir(repo::root()).args(["ls-files", "-z"]).output().context("git is needed")?;
    for path in String::from_utf8(listed.stdout)?.split('\0').filter(|path| !path.is_empty()) {
        let (from, to): (PathBuf, PathBuf) = (repo::root().join(path), tree.join(path));
        let Ok(bytes) = fs::read(&from) else { continue };
        if fs::read(&to).is_ok_and(|known| known == bytes) {
            continue;
        }
        fs::create_dir_all(to.parent().context("a file is in a folder")?)?;
        fs::write(&to, bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_its_place_in_the_sources() {
        let lost: Vec<String> = MUTANTS
            .iter()
            .filter_map(|mutant| {
                let text = fs::read_to_string(repo::root().join(mutant.file)).unwrap_or_default();
                with(mutant, &text).err().map(|error| error.to_string())
            })
            .collect();
        assert_eq!(lost, Vec::<String>::new());
    }
}
