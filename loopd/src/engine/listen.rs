//! Listens to the chat platforms, each for itself: what goes wrong with one is no other's trouble.

use std::sync::Arc;

use super::{Engine, Result, policy};
use crate::chat::{Chat, Health};
use crate::model::Platform;

impl Engine {
    /// Hands over what comes in on one platform until the daemon stops. Where no waiting helps, such as with a wrong
    /// token, it is said once and the others go on.
    pub async fn listen_loop(&self, platform: Platform, chat: Arc<dyn Chat>) -> anyhow::Result<()> {
        if platform != Platform::Local
            && let Err(error) = self.offer_pairing(platform).await
        {
            tracing::error!(error = &error as &dyn std::error::Error, "failed to make a pairing code");
        }
        match chat.listen(Arc::new(self.clone()), self.stopping.clone()).await {
            Ok(()) if self.stopping.is_cancelled() => {}
            Ok(()) => {
                tracing::error!(platform = platform.as_str(), "the platform's connection ended by itself");
            }
            Err(error) => {
                tracing::error!(
                    platform = platform.as_str(),
                    error = &*error as &dyn std::error::Error,
                    "the platform cannot be used; put it right and start loopd again"
                );
            }
        }
        self.stopping.cancelled().await;
        Ok(())
    }

    /// How the connection to each configured platform is, in the order of the config.
    pub fn connections(&self) -> Vec<(Platform, Health)> {
        let of = |platform: &Platform| Some((*platform, self.chats.get(platform)?.health()));
        self.config.platforms.iter().filter_map(of).collect()
    }

    /// Shows the operator the code that makes the first owner, if a platform has none, and no code that is good.
    pub(super) async fn offer_pairing(&self, platform: Platform) -> Result<()> {
        let grants = self.store.list_grants(platform).await?;
        let is_owned = policy::has_owner(platform, &self.config.permissions, &grants);
        if is_owned || self.pairing.code(platform, self.now()).is_some() {
            return Ok(());
        }
        let code = self.pairing.new_code(platform, self.now())?;
        tracing::warn!(
            platform = platform.as_str(),
            "nobody owns loop there: write `/loop claim {code}` in {platform} within an hour to become its owner"
        );
        Ok(())
    }
}
