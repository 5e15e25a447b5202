//! Where things happen: channels and threads made known, back when they were gone, and called by their names.

use super::{Engine, Result};
use crate::chat::inbound::Place;
use crate::model::{Channel, ChannelId, Platform};
use crate::store::{NewChannel, NewThread};

/// The name that an event tells of a place. A thread without one is called after its channel.
fn told_name(place: &Place) -> Option<String> {
    let thread_in = |parent: &String| format!("thread in {parent}");
    place.name.clone().or_else(|| place.parent_name.as_ref().map(thread_in))
}

/// The channel that a thread belongs to, as an event within the thread tells of it.
fn above(place: &Place) -> Option<Place> {
    let id = place.parent.clone()?;
    Some(Place { id, name: place.parent_name.clone(), ..Place::default() })
}

impl Engine {
    /// The channel or thread where something happened, if it is known.
    pub(super) async fn known_place(&self, place: &Place) -> Result<Option<Channel>> {
        let Some(channel) = self.store.find_channel(&ChannelId(place.id.clone())).await? else {
            return Ok(None);
        };
        // It had to be called by its id while its name could not be had.
        match told_name(place).filter(|name| channel.name == channel.id.0 && *name != channel.name) {
            Some(name) => {
                self.store.rename_channel(&channel.id, &name).await?;
                Ok(Some(Channel { name, ..channel }))
            }
            None => Ok(Some(channel)),
        }
    }

    /// The channel of the thread where something happened, if it is known.
    pub(super) async fn parent_of(&self, place: &Place) -> Result<Option<Channel>> {
        match above(place) {
            Some(parent) => self.known_place(&parent).await,
            None => Ok(None),
        }
    }

    /// The channel or thread where something happened: made known if it is not, with its parent; back if it was gone.
    pub(super) async fn channel_of(&self, platform: Platform, place: &Place) -> Result<Channel> {
        let id = ChannelId(place.id.clone());
        if let Some(channel) = self.known_place(place).await? {
            if !channel.used {
                self.store.use_channel(&id).await?;
            }
            if !channel.active {
                self.channel_is_back(&id).await?;
            }
            return Ok(channel);
        }
        let Some(parent) = above(place) else {
            let name = told_name(place).unwrap_or_else(|| place.id.clone());
            let new = NewChannel { id, platform, name, dir: None, made_by: None };
            return Ok(self.store.ensure_channel(new, self.now()).await?.0);
        };
        let parent = Box::pin(self.channel_of(platform, &parent)).await?;
        let parent_name = Some(parent.name.clone()).filter(|name| *name != parent.id.0);
        let named = Place { parent_name, ..place.clone() };
        let title = told_name(&named).unwrap_or_else(|| place.id.clone());
        let thread = NewThread { id, parent: &parent, title: &title, made_by: None };
        Ok(self.store.add_thread(thread, None, self.now()).await?)
    }
}
