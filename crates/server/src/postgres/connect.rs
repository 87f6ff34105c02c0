//! How to reach a Postgres: its address, and TLS. What is asked of it then is not known here.
//!
//! The address is a URL as libpq reads it, `postgres://USER:PASSWORD@HOST/NAME`. To another machine nothing travels
//! without TLS unless the URL says `sslmode=disable` in so many words; the certificate is checked against the roots of
//! this machine (`SSL_CERT_FILE` names others).

use backend::db::DbError;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long one attempt to connect may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Whether a `database_url` is one of Postgres.
pub fn is_address(database_url: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| database_url.starts_with(scheme))
}

/// Where a Postgres is, and how to talk to it. Printing it shows no password.
#[derive(Clone)]
pub struct Address {
    config: Config,
    tls: MakeRustlsConnect,
}

impl Address {
    /// Reads a URL. Fails with a sentence that does not repeat it: it may hold a password.
    ///
    /// # Errors
    ///
    /// A sentence for the operator, without the URL.
    pub fn parse(database_url: &str) -> Result<Self, String> {
        let mut config: Config = database_url
            .parse()
            .map_err(|_| "it is not an address like postgres://USER:PASSWORD@HOST/NAME?sslmode=require".to_owned())?;
        let elsewhere = config.get_hosts().iter().any(|host| match host {
            Host::Tcp(name) => !matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
            #[cfg(unix)]
            Host::Unix(_) => false,
        });
        // What libpq calls "prefer" gives way to whoever stands between.
        if elsewhere && config.get_ssl_mode() == SslMode::Prefer {
            config.ssl_mode(SslMode::Require);
        }
        config.application_name("ficha").connect_timeout(CONNECT);
        Ok(Self { config, tls: MakeRustlsConnect::new(trusting()?) })
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    pub(super) fn tls(&self) -> MakeRustlsConnect {
        self.tls.clone()
    }

    /// One connection of its own, outside of the pool.
    pub(super) async fn connect(
        &self,
    ) -> Result<(Client, Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>), DbError> {
        let connecting = tokio::time::timeout(CONNECT * 2, self.config.connect(self.tls())).await;
        connecting.map_err(|_| DbError::Unusable("it does not answer".to_owned()))?.map_err(super::explain)
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address").field("hosts", &self.config.get_hosts()).finish_non_exhaustive()
    }
}

/// Whom this machine trusts.
fn trusting() -> Result<ClientConfig, String> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map(|builder| builder.with_no_client_auth())
        .map_err(|error| format!("no TLS: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: SslMode) {
        assert_eq!(Address::parse(url).map(|address| address.config.get_ssl_mode()), Ok(expected), "{url}");
    }

    #[test]
    fn nothing_travels_in_the_clear_to_another_machine_unless_that_is_said() {
        check("postgres://ficha:pw@db.example.mx/ficha", SslMode::Require);
        check("postgres://ficha:pw@db.example.mx/ficha?sslmode=prefer", SslMode::Require);
        check("postgres://ficha:pw@10.0.0.7/ficha?sslmode=disable", SslMode::Disable);
        check("postgres://ficha@127.0.0.1/ficha", SslMode::Prefer);
        check("postgresql:///ficha?host=/run/postgresql", SslMode::Prefer);
    }

    #[test]
    fn no_error_and_no_print_shows_the_password() {
        let wrong = Address::parse("postgres://ficha:hunter2@db.example.mx:nowhere/ficha").err();
        assert!(wrong.is_some_and(|error| !error.contains("hunter2")));
        let right = Address::parse("postgres://ficha:hunter2@db.example.mx/ficha");
        assert!(!format!("{right:?}").contains("hunter2"));
    }
}
