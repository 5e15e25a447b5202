//! What happens to the stand-in's sockets, and to itself.

use std::time::Duration;

use axum::extract::ws::Message as Frame;

use super::{Slack, link};

impl Slack {
    /// Tells every socket that it is about to end, takes new events elsewhere, and ends it after `grace`.
    pub fn disconnect(&self, reason: &str, grace: Duration) {
        self.each_link(|link| {
            link.takes_events = false;
            let _ = link.sender.send(link::disconnect(reason));
            let sender = link.sender.clone();
            self.state.tasks.spawn(async move {
                tokio::time::sleep(grace).await;
                let _ = sender.send(link::close());
            });
        });
    }

    /// Every socket is closed with a close frame.
    pub fn close(&self) {
        self.each_link(|link| drop(link.sender.send(link::close())));
    }

    /// Every socket's connection is reset.
    pub fn reset(&self) {
        self.each_link(|link| link.wire.reset());
    }

    /// Every socket's connection ends without a word.
    pub fn finish(&self) {
        self.each_link(|link| link.wire.finish());
    }

    /// Every socket goes silent: it takes nothing, and says nothing, not even pongs.
    pub fn silence(&self) {
        self.each_link(|link| link.wire.silence());
    }

    /// Every socket sends bytes that are no frame.
    pub fn garble(&self) {
        self.each_link(|link| link.wire.garble());
    }

    /// Every socket sends a text that is no envelope.
    pub fn babble(&self, text: &str) {
        self.each_link(|link| drop(link.sender.send(Frame::text(text))));
    }

    fn each_link(&self, mut act: impl FnMut(&mut link::Link)) {
        self.state.lock().links.iter_mut().for_each(&mut act);
    }

    /// Other clients of the app hold so many sockets.
    pub fn others(&self, count: usize) {
        self.state.lock().others = count;
    }

    /// Nobody answers at its address any more, or somebody does again.
    pub fn away(&self, is_away: bool) {
        self.state.away.send_replace(is_away);
    }
}
