//! What happens to the stand-in's connections, and to the app's standing.

use axum::extract::ws::Message as Frame;
use serde_json::json;

use super::gateway::{self, Gate};
use super::{Discord, MESSAGE_CONTENT};

impl Discord {
    fn each(&self, act: impl Fn(&Gate)) {
        self.state.lock().gates.iter().for_each(act);
        self.state.changed.send_replace(());
    }

    /// Every connection is reset.
    pub fn reset(&self) {
        self.each(|gate| gate.wire.reset());
    }

    /// Every connection ends without a word.
    pub fn finish(&self) {
        self.each(|gate| gate.wire.finish());
    }

    /// Every connection goes dead without ending.
    pub fn silence(&self) {
        self.each(|gate| gate.wire.silence());
    }

    /// Bytes are sent that are no frame.
    pub fn garble(&self) {
        self.each(|gate| gate.wire.garble());
    }

    /// Every connection is closed with a code.
    pub fn close(&self, code: u16) {
        self.each(|gate| drop(gate.sender.send(gateway::close(code))));
    }

    /// Something is sent that is no event.
    pub fn babble(&self, text: &str) {
        self.each(|gate| drop(gate.sender.send(Frame::text(text.to_owned()))));
    }

    /// Clients are asked to connect anew.
    pub fn ask_to_reconnect(&self) {
        self.babble(&json!({ "op": 7, "d": null }).to_string());
    }

    /// Clients are told that their session is not good; whether they may try to go on with it.
    pub fn invalidate(&self, may_resume: bool) {
        if !may_resume {
            self.forget_sessions();
        }
        self.babble(&json!({ "op": 9, "d": may_resume }).to_string());
    }

    /// No session can be gone on with, and nobody is told.
    pub fn forget_sessions(&self) {
        self.state.lock().sessions.values_mut().for_each(|session| session.is_over = true);
    }

    /// Heartbeats are not answered any more, or are again.
    pub fn ignore_heartbeats(&self, ignores: bool) {
        self.state.lock().ignores_heartbeats = ignores;
    }

    /// New connections are not greeted any more, or are again.
    pub fn greet_nobody(&self, greets_nobody: bool) {
        self.state.lock().greets_nobody = greets_nobody;
    }

    /// So many sessions may be begun yet; more only after so many milliseconds.
    pub fn starts_left(&self, starts: Option<(u64, u64)>) {
        self.state.lock().starts_left = starts;
    }

    /// The token is not taken any more, or is again.
    pub fn revoke(&self, is_revoked: bool) {
        self.state.lock().is_revoked = is_revoked;
    }

    /// The app may read what messages say, or may not.
    pub fn allow_content(&self, may_read: bool) {
        self.state.lock().leave = if may_read { MESSAGE_CONTENT } else { 0 };
    }

    /// Nobody answers at its address any more, or somebody does again.
    pub fn away(&self, is_away: bool) {
        self.state.away.send_replace(is_away);
    }

    /// Time passes: what people did with the app can be answered no more.
    pub fn end_interactions(&self) {
        self.state.lock().interactions.values_mut().for_each(|interaction| interaction.is_over = true);
    }

    /// Time passes: nonces are forgotten.
    pub fn forget_nonces(&self) {
        self.state.lock().nonces.clear();
    }
}
