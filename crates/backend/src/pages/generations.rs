//! Files of other releases: what a page asks for that was loaded before an upgrade, or from a copy of another version.
//!
//! Every program keeps its own files in the db, and serves those of the others from there. No request writes there. Only what
//! is named by its content is kept, and only what has the content its name says, in each of its forms, is served; what type it
//! is of is told by its name. What this program has itself is never asked for here.

use crate::base::clock::{Clock, within};
use crate::base::files::File;
use crate::base::idempotency::hex;
use crate::db::assets::{self, KeptAsset};
use crate::db::{Db, DbError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use payments::Moment;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, VecDeque};
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How many bytes a file has at most to be kept.
const LONGEST: usize = 4 << 20;

/// How many bytes of other releases are held in memory, and for how many seconds each file.
const HELD: usize = 16 << 20;
const HELD_FOR: i64 = 60 * 60;

/// How many are read from the db at a time, so that whoever asks for names that never were leaves the db to customers; and
/// how long others wait for that.
const READING: usize = 2;
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// How many hexadecimal digits of its content's hash a name holds at least.
const DIGITS: usize = 6;

/// The files of other releases.
pub struct Generations {
    db: Arc<dyn Db>,
    clock: Arc<dyn Clock>,
    /// The ones read last.
    held: Mutex<VecDeque<Held>>,
    reading: Semaphore,
}

struct Held {
    path: String,
    file: Arc<File>,
    since: Moment,
}

impl Generations {
    /// None in memory yet.
    pub fn new(db: Arc<dyn Db>, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, held: Mutex::default(), reading: Semaphore::new(READING) }
    }

    /// Keeps the files of this program that are named by their content, for the others and for later ones.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used. Files kept before that stay.
    pub async fn keep<'a>(&self, ours: impl Iterator<Item = (String, &'a File)>, now: Moment) -> Result<(), DbError> {
        // By their names, so that copies that do this at once do it in one order.
        let ours: BTreeMap<_, _> = ours.filter(|(path, file)| has_its_name(path, file)).collect();
        let paths: Vec<_> = ours.keys().map(String::as_str).collect();
        let kept = assets::seen(&*self.db, &paths, now).await?;
        for (path, file) in ours.iter().filter(|(path, _)| !kept.contains(*path)) {
            let coded = |bytes: &Option<Bytes>| bytes.as_ref().map(|bytes| STANDARD.encode(bytes));
            let asset = KeptAsset { plain: STANDARD.encode(&file.plain), brotli: coded(&file.brotli), gzip: coded(&file.gzip) };
            assets::keep(&*self.db, path, &asset, now).await?;
        }
        Ok(())
    }

    /// The file of another release at this path.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used.
    pub async fn find(&self, path: &str, now: Moment) -> Result<Option<Arc<File>>, DbError> {
        if hash_in(path).is_none() {
            return Ok(None);
        }
        if let Some(file) = self.in_memory(path, now) {
            return Ok(Some(file));
        }
        let busy = || DbError::Unusable("too many files of other releases are asked for".to_owned());
        let turn = within(&*self.clock, READ_TIMEOUT, self.reading.acquire()).await;
        let _turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
        // Whoever had the turn before may have read this very file.
        if let Some(file) = self.in_memory(path, now) {
            return Ok(Some(file));
        }
        let longest = i64::try_from(LONGEST.div_ceil(3) * 4).unwrap_or(i64::MAX);
        let Some(kept) = assets::find(&*self.db, path, longest).await? else { return Ok(None) };
        let Some(file) = read(path, &kept).filter(|file| has_its_name(path, file)) else {
            tracing::warn!(path, "a file in the db is not what its name says: it is not served");
            return Ok(None);
        };
        let file = Arc::new(file);
        self.hold(path, &file, now);
        Ok(Some(file))
    }

    fn in_memory(&self, path: &str, now: Moment) -> Option<Arc<File>> {
        let mut held = self.held();
        held.retain(|one| now < one.since.plus_seconds(HELD_FOR));
        held.iter().find(|one| one.path == path).map(|one| Arc::clone(&one.file))
    }

    fn hold(&self, path: &str, file: &Arc<File>, now: Moment) {
        let mut held = self.held();
        held.retain(|one| one.path != path);
        held.push_back(Held { path: path.to_owned(), file: Arc::clone(file), since: now });
        while held.iter().map(|one| weight(&one.file)).sum::<usize>() > HELD {
            held.pop_front();
        }
    }

    fn held(&self) -> MutexGuard<'_, VecDeque<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn weight(file: &File) -> usize {
    let coded = [&file.brotli, &file.gzip].into_iter().flatten().map(Bytes::len).sum::<usize>();
    file.plain.len() + coded
}

/// What is kept, read; `None` where it cannot be, or where a form of it is of something else.
fn read(path: &str, kept: &KeptAsset) -> Option<File> {
    let bytes = |text: &String| STANDARD.decode(text).ok().map(Bytes::from);
    let coded = |text: &Option<String>| text.as_ref().map_or(Some(None), |text| bytes(text).map(Some));
    let (plain, brotli, gzip) = (bytes(&kept.plain)?, coded(&kept.brotli)?, coded(&kept.gzip)?);
    let by_brotli = brotli.as_ref().is_none_or(|coded| is_form_of(brotli::Decompressor::new(&coded[..], 4096), &plain));
    let by_gzip = gzip.as_ref().is_none_or(|coded| is_form_of(flate2::read::MultiGzDecoder::new(&coded[..]), &plain));
    (by_brotli && by_gzip).then(|| File::new(path, plain, brotli, gzip))
}

/// Whether exactly this comes out, and nothing after it.
fn is_form_of(decoded: impl Read, plain: &[u8]) -> bool {
    let mut out = Vec::with_capacity(plain.len());
    let most = u64::try_from(plain.len()).unwrap_or(u64::MAX).saturating_add(1);
    decoded.take(most).read_to_end(&mut out).is_ok() && out == plain
}

/// The hash in a name that is of our form: `assets/boot.0123ab.js`.
fn hash_in(path: &str) -> Option<&str> {
    let is_plain = path.len() <= 200 && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
    let mut parts = path.rsplit('/').next().filter(|_| is_plain)?.rsplitn(3, '.');
    let (Some(_extension), Some(hash), Some(stem)) = (parts.next(), parts.next(), parts.next()) else { return None };
    let is_hash = (DIGITS..=64).contains(&hash.len()) && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (is_hash && !stem.is_empty()).then_some(hash)
}

/// Whether its name holds the hash of its content, and it is short enough to be kept.
fn has_its_name(path: &str, file: &File) -> bool {
    let is_short =
        [Some(&file.plain), file.brotli.as_ref(), file.gzip.as_ref()].iter().flatten().all(|form| form.len() <= LONGEST);
    is_short && hash_in(path).is_some_and(|hash| hex(&Sha256::digest(&file.plain)).starts_with(hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::ManualClock;
    use crate::db::{BatchFuture, Statement};

    #[test]
    fn only_names_of_our_own_form_are_looked_for() {
        let check = |path: &str, expected: Option<&str>| assert_eq!(hash_in(path), expected, "{path}");
        check("assets/boot.0123ab.js", Some("0123ab"));
        check("assets/lang-es-MX.0123ab.json", Some("0123ab"));
        check("panel/files/panel.0123456789ab.css", Some("0123456789ab"));
        for other in
            ["assets/boot.js", "assets/boot.0123a.js", "assets/boot.0123AB.js", "assets/.0123ab.js", "assets/0123ab.js", ""]
        {
            check(other, None);
        }
        check("assets/boot%00.0123ab.js", None);
        check("assets/b\u{f3}ot.0123ab.js", None);
        check(&format!("assets/{}.0123ab.js", "a".repeat(200)), None);
    }

    #[test]
    fn a_form_that_is_of_something_else_makes_it_unreadable() {
        let text = |bytes: &[u8]| STANDARD.encode(bytes);
        let long = "a { color: red; }\n".repeat(100);
        let ours = File::new("a.css", Bytes::from(long.clone()), None, None).compressed();
        let (brotli, gzip) = (ours.brotli.unwrap(), ours.gzip.unwrap());
        let kept = KeptAsset { plain: text(long.as_bytes()), brotli: Some(text(&brotli)), gzip: Some(text(&gzip)) };
        assert_eq!(read("a.css", &kept).unwrap().brotli, Some(brotli.clone()));
        for (name, bad) in [
            ("other text", KeptAsset { plain: text(b"a{}"), ..kept.clone() }),
            ("longer text", KeptAsset { plain: text(&long.as_bytes()[..9]), ..kept.clone() }),
            ("no brotli", KeptAsset { brotli: Some(text(&gzip)), ..kept.clone() }),
            ("no gzip", KeptAsset { gzip: Some(text(&brotli)), ..kept.clone() }),
            ("half a gzip", KeptAsset { gzip: Some(text(&gzip[..gzip.len() / 2])), ..kept.clone() }),
            ("no base64", KeptAsset { plain: "%".to_owned(), ..kept }),
        ] {
            assert!(read("a.css", &bad).is_none(), "{name}");
        }
    }

    /// A db that is not there: what is held in memory is not asked of it.
    struct Away;

    impl Db for Away {
        fn batch(&self, _: Vec<Statement>) -> BatchFuture<'_> {
            Box::pin(async { Err(DbError::Unusable("away".to_owned())) })
        }
    }

    #[test]
    fn what_is_held_in_memory_is_bounded_and_goes_by_itself() {
        let (generations, now) = (
            Generations::new(Arc::new(Away), Arc::new(ManualClock::at(Moment::from_seconds(0)))),
            Moment::from_seconds(1_795_199_400),
        );
        let file = Arc::new(File::new("a.wasm", Bytes::from(vec![0; LONGEST]), None, None));
        for name in ["a", "b", "c", "d", "e", "e"] {
            generations.hold(name, &file, now);
        }
        let held = |now| ["a", "b", "c", "d", "e"].map(|name| generations.in_memory(name, now).is_some());
        assert_eq!(held(now), [false, true, true, true, true]);
        assert_eq!(held(now.plus_seconds(HELD_FOR - 1)), [false, true, true, true, true]);
        assert_eq!(held(now.plus_seconds(HELD_FOR)), [false; 5]);
    }
}
