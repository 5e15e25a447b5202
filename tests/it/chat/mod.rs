//! Stories of a team that talks to its agents, told once and played on every chat platform: the daemon with its real
//! adapter, the real agent in a real container, and stand-ins for platform and model.

mod commands;
mod files;
mod on_discord;
mod on_slack;
mod projects;
mod stage;
mod talk;
mod threads;
mod trouble;

/// Plays each story on every platform.
macro_rules! on_every_platform {
    ($($(#[$meta:meta])* async fn $name:ident($stage:ident: Stage) $body:block)+) => {
        $(
            mod $name {
                use super::*;

                $(#[$meta])*
                async fn play($stage: Stage) $body

                #[tokio::test(flavor = "multi_thread")]
                async fn slack() {
                    play(Stage::slack().await).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn discord() {
                    play(Stage::discord().await).await;
                }
            }
        )+
    };
}
pub(crate) use on_every_platform;
