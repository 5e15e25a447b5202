//! Templates: what they look like to callers, and how a channel adds one.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{Problem, Problems};
use super::extract::{Json, NameInPath, Query};
use super::principal::{Principal, no_channel};
use super::wire::time;
use super::{Api, paging};
use crate::config::{Prompt, ScheduleKind};
use crate::engine;
use crate::model::Task;

const LIST: &str = "templates";

/// A task that a channel can add by name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Template {
    /// Its name.
    #[schema(example = "heartbeat")]
    name: String,
    /// What it does.
    description: String,
    /// How `schedule` is read.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    kind: TemplateType,
    /// When its task is due.
    #[schema(example = "30m")]
    schedule: String,
    /// The zone in which `schedule` is read, an IANA name; null = the daemon's.
    #[schema(example = "Europe/Berlin")]
    timezone: Option<String>,
    /// Seconds after which the thread of an uneventful run is deleted; 0 keeps it.
    auto_delete_sec: i64,
    /// Whose it is.
    origin: TemplateOrigin,
    /// The file that holds its prompt, below the `templates` directory of the host or the project; null = none.
    prompt_path: Option<String>,
    /// Why it cannot be added; null = it can.
    problem: Option<String>,
    /// The task that the channel has made from it; null = none.
    task_id: Option<i64>,
}

/// How a template's schedule is read.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TemplateType {
    /// Five fields as in crontab.
    Cron,
    /// Every so often.
    Interval,
    /// At one point in time.
    Once,
}

impl From<ScheduleKind> for TemplateType {
    fn from(kind: ScheduleKind) -> Self {
        match kind {
            ScheduleKind::Cron => Self::Cron,
            ScheduleKind::Interval => Self::Interval,
            ScheduleKind::Once => Self::Once,
        }
    }
}

/// Whose template it is. A project's replaces the host's of the same name, and that one the shipped one.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TemplateOrigin {
    /// It came with loopd.
    Shipped,
    /// The host's configuration has it.
    Host,
    /// The configuration of the channel's project has it.
    Project,
}

impl From<engine::TemplateOrigin> for TemplateOrigin {
    fn from(origin: engine::TemplateOrigin) -> Self {
        match origin {
            engine::TemplateOrigin::Shipped => Self::Shipped,
            engine::TemplateOrigin::Host => Self::Host,
            engine::TemplateOrigin::Project => Self::Project,
        }
    }
}

impl From<engine::Offer> for Template {
    fn from(offer: engine::Offer) -> Self {
        let template = offer.template;
        Self {
            name: template.name,
            description: template.description,
            kind: template.kind.into(),
            schedule: template.schedule,
            timezone: template.timezone,
            auto_delete_sec: i64::try_from(template.auto_delete.as_secs()).unwrap_or(i64::MAX),
            origin: offer.origin.into(),
            prompt_path: match template.prompt {
                Prompt::File(path) => Some(path.to_string_lossy().into_owned()),
                Prompt::Text(_) => None,
            },
            problem: offer.problem,
            task_id: offer.task.map(|id| id.0),
        }
    }
}

/// A part of the list of templates.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplatePage {
    /// The templates.
    items: Vec<Template>,
    /// Where the next part begins; null at the end.
    next: Option<String>,
    /// Why the project's own templates are not among them; null = they are.
    notice: Option<String>,
}

/// Which templates are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TemplateQuery {
    /// The channel that would add them; left out, the templates of every channel are listed.
    #[param(example = "cq7k2m9x4hwp3")]
    channel_id: Option<String>,
    /// Templates per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Where a template is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddTemplate {
    /// The channel that gets the task; only agents may leave it out, because they have one.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: Option<String>,
    /// The zone in which its schedule is read, an IANA name, instead of the template's own.
    #[schema(example = "Europe/Berlin")]
    timezone: Option<String>,
    /// The name to show as the one who adds it; `operator` if left out.
    #[schema(example = "ann", max_length = 80)]
    author: Option<String>,
}

/// The task that a channel has from a template.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AddedTemplate {
    /// The task's number.
    #[schema(example = 7)]
    task_id: i64,
    /// False: the channel had it already, and nothing was changed.
    is_new: bool,
    /// The template.
    #[schema(example = "heartbeat")]
    name: String,
    /// When the task is due.
    #[schema(example = "30m")]
    schedule: String,
    /// The zone in which that is read, an IANA name.
    #[schema(example = "Europe/Berlin")]
    timezone: String,
    /// When it is due next; null while it is disabled.
    #[schema(format = DateTime)]
    next_run_at: Option<String>,
}

/// List templates
///
/// Lists the templates that a channel can add, by name: those that come with loopd, the host's, and those of the
/// project that the channel works in. A template that cannot be added is listed with the reason.
#[utoipa::path(
    get, path = "/api/templates", tag = "templates", params(TemplateQuery),
    responses((status = 200, description = "A page of templates, by name", body = TemplatePage), Problems),
)]
pub(super) async fn list_templates(
    State(api): State<Arc<Api>>,
    principal: Principal,
    Query(query): Query<TemplateQuery>,
) -> Result<axum::Json<TemplatePage>, Problem> {
    let limit = usize::try_from(paging::limit(query.limit)?).unwrap_or(usize::MAX);
    let after: Option<String> = paging::decode(LIST, query.cursor.as_deref())?;
    let channel = principal.own_channel(query.channel_id.as_deref())?;
    let offers = api.engine.list_templates(channel.as_ref(), after.as_deref(), limit).await?;
    Ok(axum::Json(TemplatePage {
        items: offers.items.into_iter().map(Template::from).collect(),
        next: offers.next.and_then(|name| paging::encode(LIST, &name)),
        notice: offers.notice,
    }))
}

/// Add a template
///
/// Makes a task from a template in a channel; its prompt is read now and kept. A channel has a template once: adding it
/// again answers the task that is there. After that task was cancelled, it can be added anew.
#[utoipa::path(
    post, path = "/api/templates/{name}/add", tag = "templates", request_body = AddTemplate,
    params(("name" = String, Path, description = "The template's name", example = "heartbeat")),
    responses(
        (status = 200, description = "The task that was there", body = AddedTemplate),
        (status = 201, description = "The task that was made", body = AddedTemplate),
        Problems,
    ),
)]
pub(super) async fn add_template(
    State(api): State<Arc<Api>>,
    principal: Principal,
    NameInPath(name): NameInPath,
    Json(body): Json<AddTemplate>,
) -> Result<(StatusCode, axum::Json<AddedTemplate>), Problem> {
    let channel_id = principal.some_channel(body.channel_id.as_deref())?;
    if !principal.sees(&channel_id) {
        return Err(no_channel(&channel_id));
    }
    let request = engine::AddTemplate {
        channel_id,
        name: name.clone(),
        timezone: body.timezone,
        caller: principal.caller(body.author)?,
    };
    let (task, is_new) = api.engine.add_template(request).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(added(name, task, is_new))))
}

fn added(name: String, task: Task, is_new: bool) -> AddedTemplate {
    AddedTemplate {
        task_id: task.id.0,
        is_new,
        name,
        schedule: task.schedule,
        timezone: task.timezone,
        next_run_at: task.next_run_at.map(time),
    }
}
