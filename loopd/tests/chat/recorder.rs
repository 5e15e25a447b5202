//! An inbox that notes what it is given and can refuse.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use loopd::chat::inbound::{CommandLine, Inbound, Inbox, NotTaken, Said, Suggestion, Typing};
use loopd::model::{ChannelId, Platform, Reach, Watched};
use tokio::sync::watch;

/// How long a wait may last before the test has failed.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What has come in, once however often it came, and whether more is taken.
pub struct Recorder {
    platform: Platform,
    taken: watch::Sender<Vec<Inbound>>,
    offered: Mutex<usize>,
    mood: Mutex<Mood>,
    pub watched: Mutex<Vec<(ChannelId, Option<String>)>>,
    /// The last message known anywhere.
    pub elsewhere: Mutex<Option<String>>,
    /// What was asked for each time that it was asked what is watched, which notes down what may have been missed.
    pub asked: Mutex<Vec<Reach>>,
    /// How often nothing was left to be read where nothing was known.
    pub caught_up_elsewhere: Mutex<usize>,
    /// Channels of whose history nothing is left to be read.
    pub caught_up: Mutex<Vec<String>>,
    /// What is suggested, and what was typed for it.
    pub suggestions: Mutex<Vec<Suggestion>>,
    pub typed: Mutex<Vec<Typing>>,
}

/// How the inbox treats the next events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Takes,
    Refuses,
    Hangs,
    Panics,
}

impl Recorder {
    /// Takes what this platform gives it.
    pub fn of(platform: Platform) -> Arc<Self> {
        Arc::new(Self {
            platform,
            taken: watch::Sender::default(),
            offered: Mutex::default(),
            mood: Mutex::default(),
            watched: Mutex::default(),
            elsewhere: Mutex::default(),
            asked: Mutex::default(),
            caught_up_elsewhere: Mutex::default(),
            caught_up: Mutex::default(),
            suggestions: Mutex::default(),
            typed: Mutex::default(),
        })
    }

    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// How many events were offered, repetitions included.
    pub fn offered(&self) -> usize {
        *self.offered.lock().unwrap()
    }

    pub fn all(&self) -> Vec<Inbound> {
        self.taken.borrow().clone()
    }

    pub fn said(&self) -> Vec<Said> {
        let said = self.all().into_iter().filter_map(|inbound| match inbound {
            Inbound::Said(said) => Some(said),
            _ => None,
        });
        said.collect()
    }

    pub fn commands(&self) -> Vec<CommandLine> {
        let commands = self.all().into_iter().filter_map(|inbound| match inbound {
            Inbound::Command(command) => Some(command),
            _ => None,
        });
        commands.collect()
    }

    /// Loop knows a channel, up to a message.
    pub fn knows(&self, channel: &str, last: Option<&str>) {
        self.watched.lock().unwrap().push((ChannelId(channel.to_owned()), last.map(str::to_owned)));
    }

    pub fn texts(&self) -> Vec<String> {
        self.said().into_iter().map(|said| said.text).collect()
    }

    pub async fn wait_for(&self, what: &str, condition: impl Fn(&[Inbound]) -> bool) {
        let mut taken = self.taken.subscribe();
        let held = tokio::time::timeout(PATIENCE, taken.wait_for(|all| condition(all))).await;
        assert!(held.is_ok(), "{what}: never came; there were {:#?}", self.all());
    }

    pub async fn wait_for_texts(&self, count: usize) {
        let is_said = |one: &&Inbound| matches!(one, Inbound::Said(_));
        self.wait_for(&format!("{count} texts"), |all| all.iter().filter(is_said).count() >= count).await;
    }

    pub async fn wait_for_count(&self, count: usize) {
        self.wait_for(&format!("{count} events"), |all| all.len() >= count).await;
    }
}

/// What an event is known by: nothing else of it counts.
fn key(inbound: &Inbound) -> String {
    match inbound {
        Inbound::Said(said) => format!("{} {}", said.place.id, said.id),
        Inbound::Command(command) => command.id.clone(),
        Inbound::Pressed(pressed) => pressed.id.clone(),
        Inbound::Channel(news) => format!("{news:?}"),
    }
}

#[async_trait]
impl Inbox for Recorder {
    async fn deliver(&self, platform: Platform, inbound: Inbound) -> Result<(), NotTaken> {
        assert_eq!(platform, self.platform);
        *self.offered.lock().unwrap() += 1;
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Takes => {}
            Mood::Refuses => return Err(NotTaken("the disk is full".to_owned())),
            Mood::Hangs => std::future::pending().await,
            // What makes it fall over so often is left out.
            Mood::Panics if matches!(inbound, Inbound::Said(_)) => panic!("the inbox fell over"),
            Mood::Panics => {}
        }
        self.taken.send_if_modified(|all| {
            let is_new = !all.iter().any(|known| key(known) == key(&inbound));
            if is_new {
                all.push(inbound);
            }
            is_new
        });
        Ok(())
    }

    async fn watched(&self, _platform: Platform, reach: Reach) -> Result<Watched, NotTaken> {
        if *self.mood.lock().unwrap() == Mood::Refuses {
            return Err(NotTaken("the disk is full".to_owned()));
        }
        self.asked.lock().unwrap().push(reach);
        let (places, elsewhere) =
            (self.watched.lock().unwrap().clone(), self.elsewhere.lock().unwrap().clone());
        let heard = places.iter().filter(|(_, last)| last.is_some() && *last != elsewhere);
        let heard = heard.map(|(id, _)| id.clone()).collect();
        Ok(Watched { places, heard, elsewhere })
    }

    async fn is_active(&self, channel: &ChannelId) -> Result<bool, NotTaken> {
        Ok(self.watched.lock().unwrap().iter().any(|(known, _)| known == channel))
    }

    async fn caught_up(&self, channel: &ChannelId) -> Result<(), NotTaken> {
        self.caught_up.lock().unwrap().push(channel.to_string());
        Ok(())
    }

    async fn caught_up_elsewhere(&self, _platform: Platform) -> Result<(), NotTaken> {
        *self.caught_up_elsewhere.lock().unwrap() += 1;
        Ok(())
    }

    async fn suggest(&self, _platform: Platform, typing: Typing) -> Vec<Suggestion> {
        if *self.mood.lock().unwrap() == Mood::Hangs {
            std::future::pending::<()>().await;
        }
        self.typed.lock().unwrap().push(typing);
        self.suggestions.lock().unwrap().clone()
    }
}

/// Looks again and again until a condition holds that gives no sign of itself.
pub async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let holds = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, holds).await.is_ok(), "{what}: never came");
}
