//! The shortest story: of a plan that breaks a rule, whatever can be left out without the rule holding again.

use crate::plan::Plan;
use crate::world;

/// How many stories are tried on the way.
const TRIES: usize = 400;

/// The same fault in fewer words. A story is as good as the other where it breaks the same rule.
///
/// # Errors
///
/// Where a story cannot be put together.
pub fn shortest(plan: &Plan, rule: &str) -> anyhow::Result<Plan> {
    let (mut shortest, mut tries) = (plan.clone(), 0);
    loop {
        let before = shortest.clone();
        for part in PARTS {
            let mut size = (part.count)(&shortest).div_ceil(2);
            while size > 0 && tries < TRIES {
                let mut at = 0;
                while at < (part.count)(&shortest) && tries < TRIES {
                    let mut without = shortest.clone();
                    (part.leave_out)(&mut without, at, size);
                    tries += 1;
                    let same =
                        without != shortest && world::play(&without, false)?.broken.is_some_and(|broken| broken.rule == rule);
                    match same {
                        true => shortest = without,
                        false => at += size,
                    }
                }
                size /= 2;
            }
        }
        if shortest == before || tries >= TRIES {
            return Ok(shortest);
        }
    }
}

/// A part of a plan that can be left out piece by piece.
struct Part {
    count: fn(&Plan) -> usize,
    leave_out: fn(&mut Plan, usize, usize),
}

const PARTS: [Part; 6] = [
    Part { count: |plan| plan.lives.len(), leave_out: |plan, at, size| cut(&mut plan.lives, at, size) },
    Part { count: |plan| plan.depositors.len(), leave_out: |plan, at, size| cut(&mut plan.depositors, at, size) },
    Part { count: |plan| plan.spells.len(), leave_out: |plan, at, size| cut(&mut plan.spells, at, size) },
    Part { count: |plan| plan.blows.len(), leave_out: |plan, at, size| cut(&mut plan.blows, at, size) },
    Part { count: |plan| plan.copies - 1, leave_out: |plan, _, _| plan.copies -= 1 },
    Part {
        count: |plan| plan.lives.iter().map(|life| life.deeds.len()).sum(),
        leave_out: |plan, at, size| {
            let mut place = 0;
            for life in &mut plan.lives {
                let mut left_out = std::time::Duration::ZERO;
                life.deeds.retain_mut(|deed| {
                    place += 1;
                    // What comes after it happens when it would have happened.
                    deed.after += std::mem::take(&mut left_out);
                    let stays = !(at < place && place <= at + size);
                    if !stays {
                        left_out = deed.after;
                    }
                    stays
                });
            }
        },
    },
];

fn cut<T>(all: &mut Vec<T>, at: usize, size: usize) {
    let end = (at + size).min(all.len());
    all.drain(at.min(end)..end);
}
