//! A `<ficha-checkout>` in the page: found in, written in and pressed as a shopper does.

use std::sync::Arc;

use thirtyfour::{By, WebElement, error::WebDriverError, session::handle::SessionHandle};

use super::{Engine, Role, shadow};
use crate::product::eventually;

/// One element of ours, with what is in its open shadow root; or a page that needs none, with all that is in it.
pub(crate) struct Checkout {
    session: Arc<SessionHandle>,
    engine: Engine,
    place: Place,
}

/// Where to look.
#[derive(Clone, Copy)]
enum Place {
    /// In the shadow root of the page's first `<ficha-checkout>`.
    Element,
    /// In the document.
    Page,
}

/// All kinds whose names tell somebody who debugs a test what is on the screen.
const TOLD: [Role; 7] = [Role::Dialog, Role::Heading, Role::Radio, Role::Textbox, Role::Button, Role::Link, Role::Alert];

impl Checkout {
    pub(super) fn of_page(session: Arc<SessionHandle>, engine: Engine) -> Self {
        Self { session, engine, place: Place::Page }
    }

    pub(super) async fn in_page(session: Arc<SessionHandle>, engine: Engine) -> Self {
        let checkout = Self { session, engine, place: Place::Element };
        eventually("a <ficha-checkout> with a shadow root", async || {
            checkout.all("*").await.map(drop).map_err(|error| error.to_string())
        })
        .await;
        checkout
    }

    /// The thing of this role and exact accessible name, as soon as it is there.
    ///
    /// # Panics
    ///
    /// When it does not come, or when there are two.
    pub(crate) async fn find(&self, role: Role, name: &str) -> WebElement {
        eventually(&format!("the {role:?} \"{name}\""), async || {
            let mut found = self.named(role, name).await.map_err(|error| error.to_string())?;
            match found.len() {
                1 => Ok(found.remove(0)),
                0 => Err(self.outline().await),
                many => Err(format!("{many} of them")),
            }
        })
        .await
    }

    /// Waits until nothing of this role and name is there any more.
    pub(crate) async fn gone(&self, role: Role, name: &str) {
        eventually(&format!("the {role:?} \"{name}\" to go"), async || match self.named(role, name).await {
            Ok(found) if found.is_empty() => Ok(()),
            Ok(_) => Err("it stayed".to_owned()),
            Err(error) => Err(error.to_string()),
        })
        .await;
    }

    /// Presses the button of this name.
    pub(crate) async fn press(&self, name: &str) {
        self.click(Role::Button, name).await;
    }

    /// Follows the link of this name.
    pub(crate) async fn follow(&self, name: &str) {
        self.click(Role::Link, name).await;
    }

    /// From now on looks into the frame that is in here.
    pub(crate) async fn enter_frame(&self) {
        eventually("a frame", async || {
            let found = self.all("iframe").await.map_err(|error| error.to_string())?;
            let frame = found.into_iter().next().ok_or("there is none")?;
            frame.enter_frame().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Chooses the one of this name among several: a shopper presses anywhere in its row, which is its label.
    pub(crate) async fn choose(&self, name: &str) {
        eventually(&format!("to choose \"{name}\""), async || {
            let radio = self.find(Role::Radio, name).await;
            let chosen = async || radio.is_selected().await.map_err(|error| error.to_string());
            if !chosen().await? {
                let row = "return arguments[0].labels?.[0] ?? arguments[0]";
                let row = self.session.execute(row, vec![radio.to_json().map_err(|error| error.to_string())?]).await;
                let row = row.and_then(|row| row.element()).map_err(|error| error.to_string())?;
                row.click().await.map_err(|error| error.to_string())?;
            }
            if chosen().await? { Ok(()) } else { Err("it stayed unchosen".to_owned()) }
        })
        .await;
    }

    /// Writes into the empty field of this name.
    pub(crate) async fn fill(&self, name: &str, text: &str) {
        let field = self.find(Role::Textbox, name).await;
        field.clear().await.expect("the field can be emptied");
        field.send_keys(text).await.expect("the field can be written in");
    }

    /// The text of what merchants may style as `::part(NAME)`, and its attribute `data-value`, where it has one.
    pub(crate) async fn part(&self, name: &str) -> (String, Option<String>) {
        eventually(&format!("the part \"{name}\""), async || {
            let found = self.all(&format!("[part~='{name}']")).await.map_err(|error| error.to_string())?;
            let Some(part) = found.first() else {
                return Err(self.outline().await);
            };
            let text = part.text().await.map_err(|error| error.to_string())?;
            let value = part.attr("data-value").await.map_err(|error| error.to_string())?;
            Ok((text, value))
        })
        .await
    }

    /// Waits until this is written on the screen.
    pub(crate) async fn says(&self, text: &str) {
        eventually(&format!("\"{text}\" to be read"), async || {
            let mut read = String::new();
            for screen in self.all(".screen").await.map_err(|error| error.to_string())? {
                read += &screen.text().await.map_err(|error| error.to_string())?;
            }
            if read.contains(text) { Ok(()) } else { Err(read) }
        })
        .await;
    }

    /// What is there, as a screen reader would list it.
    pub(crate) async fn outline(&self) -> String {
        let mut lines = Vec::new();
        for role in TOLD {
            for (element, name) in self.of(role).await.unwrap_or_default() {
                let state = match (role, element.is_enabled().await) {
                    (_, Ok(false)) => " (disabled)",
                    (_, Ok(true) | Err(_)) => "",
                };
                lines.push(format!("{role:?} \"{name}\"{state}"));
            }
        }
        if lines.is_empty() { "nothing".to_owned() } else { lines.join(", ") }
    }

    async fn click(&self, role: Role, name: &str) {
        eventually(&format!("to press the {role:?} \"{name}\""), async || {
            // It may still be moving, or be replaced between finding and pressing.
            self.find(role, name).await.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    async fn named(&self, role: Role, name: &str) -> Result<Vec<WebElement>, WebDriverError> {
        let all = self.of(role).await?;
        Ok(all.into_iter().filter(|(_, its)| its == name).map(|(element, _)| element).collect())
    }

    /// Everything of a role that is there for a screen reader, with its name.
    async fn of(&self, role: Role) -> Result<Vec<(WebElement, String)>, WebDriverError> {
        let mut found = Vec::new();
        for element in self.all(role.candidates()).await? {
            let (its, name) = if self.engine.tells_roles() {
                (shadow::role(&element).await?, shadow::name(&element).await?)
            } else {
                shadow::guessed(&element).await?
            };
            if role.is(&its) {
                found.push((element, name));
            }
        }
        Ok(found)
    }

    async fn all(&self, selector: &str) -> Result<Vec<WebElement>, WebDriverError> {
        if matches!(self.place, Place::Page) {
            return self.session.find_all(By::Css(selector)).await;
        }
        // Found anew each time: a framework may have put another one in its place.
        let host = self.session.find(By::Css("ficha-checkout")).await?;
        shadow::find_all(&host, selector).await
    }
}
