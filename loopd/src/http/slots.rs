//! Slots: the nominal times of a task and what became of them.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{Problem, Problems};
use super::extract::{NumberInPath, Query};
use super::principal::Principal;
use super::tasks::time_in;
use super::wire::{SlotOutcome, time};
use super::{Api, paging};
use crate::model::Zone;
use crate::store::PageQuery;

const LIST: &str = "slots";

/// One nominal time of a task.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Slot {
    /// When the task was due, RFC 3339 in its zone.
    #[schema(example = "2030-01-31T09:00:00+01:00")]
    nominal_at: String,
    /// What became of it.
    outcome: SlotOutcome,
    /// Why, unless it fired in time.
    reason: Option<String>,
    /// The run that it caused.
    run_id: Option<i64>,
    /// When this was decided.
    #[schema(format = DateTime)]
    recorded_at: String,
}

/// A part of a task's slots.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SlotPage {
    /// The slots, latest first.
    items: Vec<Slot>,
    /// Where the next part begins; null at the end.
    next: Option<String>,
}

/// Which slots are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SlotQuery {
    /// Slots per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// List a task's slots
///
/// Lists the times at which the task was due, the latest first, each with what became of it and why.
#[utoipa::path(
    get, path = "/api/tasks/{id}/slots", tag = "tasks",
    params(("id" = i64, Path, description = "The task's number", example = 3), SlotQuery),
    responses((status = 200, description = "A page of slots, the latest first", body = SlotPage), Problems),
)]
pub(super) async fn list_slots(
    State(api): State<Arc<Api>>,
    principal: Principal,
    NumberInPath(id): NumberInPath,
    Query(query): Query<SlotQuery>,
) -> Result<axum::Json<SlotPage>, Problem> {
    let page = PageQuery {
        limit: paging::limit(query.limit)?,
        after: paging::decode(LIST, query.cursor.as_deref())?,
    };
    let task = principal.task(&api, id).await?;
    let zone = Zone::parse(&task.timezone).ok();
    let page = api.engine.store.list_slots(task.id, page).await?;
    let items = page.items.into_iter().map(|slot| Slot {
        nominal_at: time_in(zone.as_ref(), slot.nominal_at),
        outcome: slot.outcome.into(),
        reason: slot.reason,
        run_id: slot.run_id.map(|id| id.0),
        recorded_at: time(slot.recorded_at),
    });
    let next = page.next.and_then(|place| paging::encode(LIST, &place));
    Ok(axum::Json(SlotPage { items: items.collect(), next }))
}
