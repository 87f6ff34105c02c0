//! A Postgres that can be made to hang: what stands between us and a real one takes everything and, while it hangs, hands nothing on.

use server::postgres::Address;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

/// Where to reach the database of this address through it, and whether it hangs; for as long as the folder is kept.
pub(crate) fn hanging(url: &str) -> (Address, watch::Sender<bool>, TempDir) {
    let (before, folder) = url.split_once("?host=").unwrap();
    let folder = folder.split('&').next().unwrap();
    let ours = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(ours.path().join(".s.PGSQL.5432")).unwrap();
    let hangs = watch::Sender::new(false);
    tokio::spawn(stand_between(listener, format!("{folder}/.s.PGSQL.5432"), hangs.subscribe()));
    let address = Address::parse(&format!("{before}?host={}&user=ficha", ours.path().display())).unwrap();
    (address, hangs, ours)
}

async fn stand_between(listener: UnixListener, real: String, hangs: watch::Receiver<bool>) {
    while let Ok((near, _)) = listener.accept().await {
        let far = UnixStream::connect(&real).await.unwrap();
        let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
        tokio::spawn(hand_on(near_in, far_out, hangs.clone()));
        tokio::spawn(hand_on(far_in, near_out, hangs.clone()));
    }
}

async fn hand_on(mut from: impl AsyncReadExt + Unpin, mut to: impl AsyncWriteExt + Unpin, mut hangs: watch::Receiver<bool>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(number @ 1..) = from.read(&mut bytes).await {
        if hangs.wait_for(|hangs| !hangs).await.is_err() || to.write_all(&bytes[..number]).await.is_err() {
            return;
        }
    }
}
