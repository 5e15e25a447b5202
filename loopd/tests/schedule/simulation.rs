//! One seed: a few tasks, some months, and everything that can happen to a daemon in them.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;

use loopd::engine::{EditTask, Engine, Error, ScheduleTask, TaskOptions};
use loopd::model::schedule::{Schedule, ScheduleType, Zone};
use loopd::model::{CauseKind, ChannelId, Millis, Misfire, Overlap, Platform, RunStatus, SlotOutcome, Usage};
use loopd::store::{AfterRun, Attached, Claim, Finish, NewChannel, PageQuery, RunFilter, Target};
use sea_orm::{ConnectionTrait, Database};

use crate::engine::{SetClock, engine};
use crate::model::{ModelTask, OpenRun};
use crate::person;

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;
/// The first of March 2026, UTC: clocks change in the weeks that follow.
const BEGIN: Millis = 1_772_323_200_000;
const STEPS: usize = 70;
const CHANNELS: usize = 3;
const SCHEDULES: [(ScheduleType, &str); 12] = [
    (ScheduleType::Interval, "15m"),
    (ScheduleType::Interval, "1h"),
    (ScheduleType::Interval, "6h30m"),
    (ScheduleType::Interval, "1d"),
    (ScheduleType::Cron, "*/20 * * * *"),
    (ScheduleType::Cron, "5 * * * *"),
    (ScheduleType::Cron, "30 2 * * *"),
    (ScheduleType::Cron, "15 */2 * * *"),
    (ScheduleType::Cron, "0 9 * * 1-5"),
    (ScheduleType::Cron, "30 4 1,15 * 5"),
    (ScheduleType::Cron, "@daily"),
    (ScheduleType::Once, ""),
];
const ZONES: [&str; 5] = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];

/// SplitMix64: a seed is a whole story.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[usize::try_from(self.roll(items.len() as u64)).unwrap()]
    }

    fn span(&mut self, least: Millis, most: Millis) -> Millis {
        least + i64::try_from(self.roll(u64::try_from(most - least).unwrap())).unwrap()
    }
}

struct Simulation {
    seed: u64,
    dice: Dice,
    clock: Arc<AtomicI64>,
    daemons: Vec<Engine>,
    active: [bool; CHANNELS],
    tasks: Vec<ModelTask>,
    at_work: Vec<Claim>,
}

/// Plays a seed and compares; gives the number of slots.
pub async fn run(seed: u64, shared: bool) -> usize {
    // In memory where there is such a place: thousands of commits wait for the disk otherwise.
    let home = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let target = if shared { postgres(seed).await } else { Target::Sqlite(home.path().join("loop.db")) };
    let clock = SetClock { now: Arc::new(AtomicI64::new(BEGIN)), step: 0 };
    let mut daemons = vec![engine(home.path(), &target, &clock, "one").await];
    if shared {
        daemons.push(engine(home.path(), &target, &clock, "two").await);
    }
    for number in 0..CHANNELS {
        let new = NewChannel {
            id: channel(number),
            platform: Platform::Local,
            name: format!("channel {number}"),
            dir: None,
            made_by: None,
        };
        daemons[0].store.ensure_channel(new, BEGIN).await.unwrap();
    }
    let mut simulation = Simulation {
        seed,
        dice: Dice(seed),
        clock: clock.now.clone(),
        daemons,
        active: [true; CHANNELS],
        tasks: Vec::new(),
        at_work: Vec::new(),
    };
    simulation.play().await;
    let slots = simulation.compare().await;
    for daemon in simulation.daemons {
        daemon.store.close().await.unwrap();
    }
    if let Target::Postgres(url) = target {
        drop_database(&url).await;
    }
    slots
}

impl Simulation {
    async fn play(&mut self) {
        self.create().await;
        self.create().await;
        for _ in 0..STEPS {
            match self.dice.roll(100) {
                0..30 => self.live_on().await,
                30..42 => self.sleep(MINUTE / 2, 3 * HOUR).await,
                42..46 => self.sleep(DAY, 12 * DAY).await,
                46..53 => self.set_back().await,
                53..63 => self.crash().await,
                63..75 => self.work().await,
                75..79 => self.create().await,
                79..84 => self.reschedule().await,
                84..88 => self.toggle().await,
                88..91 => self.change_policies().await,
                91..94 => self.run_now().await,
                94..97 => self.pause_or_resume_channel().await,
                97..98 => self.cancel().await,
                _ => self.edit_while_firing().await,
            }
        }
    }

    fn now(&self) -> Millis {
        self.clock.load(Ordering::SeqCst)
    }

    fn set(&self, now: Millis) {
        self.clock.store(now, Ordering::SeqCst);
    }

    /// The clock moves by some time in between.
    fn pass(&mut self, least: Millis, most: Millis) {
        let by = self.dice.span(least, most);
        self.set(self.now() + by);
    }

    /// Every daemon looks at the clock.
    async fn tick(&mut self) -> Option<Millis> {
        let ticks = self.daemons.iter().map(Engine::schedule_tick);
        let next = futures::future::join_all(ticks).await.pop().unwrap().unwrap();
        let now = self.now();
        self.tasks.iter_mut().for_each(|task| task.look(now, None));
        next
    }

    /// Time passes while the daemons are awake: each slot is fired when it comes.
    async fn live_on(&mut self) {
        let until = self.now() + self.dice.span(MINUTE, 8 * HOUR);
        for _ in 0..24 {
            match self.tick().await {
                Some(next) if next <= until => self.set(next.max(self.now())),
                _ => break,
            }
        }
        self.tick().await;
        self.set(self.now().max(until));
    }

    /// Nobody is there for a while: the machine sleeps, the daemon is down, or the clock is set forward.
    async fn sleep(&mut self, least: Millis, most: Millis) {
        self.pass(least, most);
        self.tick().await;
    }

    /// The clock is set back.
    async fn set_back(&mut self) {
        self.pass(-2 * DAY, -1000);
        self.tick().await;
    }

    /// A daemon dies at any of the places where it waits for something.
    async fn crash(&mut self) {
        self.pass(0, 5 * HOUR);
        let polls = self.dice.roll(40);
        {
            let mut tick = pin!(self.daemons[0].schedule_tick());
            let mut left = polls;
            std::future::poll_fn(|cx| {
                if left == 0 {
                    return Poll::Ready(());
                }
                left -= 1;
                tick.as_mut().poll(cx).map(drop)
            })
            .await;
        }
        // Whatever the dead one had sent to the database is done or undone before the next write.
        self.daemons[0].store.forget_request_keys(0).await.unwrap();
        if self.daemons.len() > 1 || self.dice.roll(2) == 0 {
            // The next one comes at once.
            self.tick().await;
            return;
        }
        let now = self.now();
        for task in self.tasks.iter_mut().filter(|task| task.next.is_some()) {
            let found = self.daemons[0].store.find_task(task.id).await.unwrap().unwrap();
            if found.next_run_at != task.next {
                task.look(now, Some(found.next_run_at));
            }
        }
    }

    /// Workers take up runs and end others.
    async fn work(&mut self) {
        for _ in 0..self.dice.roll(4) {
            let store = &self.daemons[0].store;
            if let Some(claim) = store.claim_run("worker", DAY, self.now()).await.unwrap() {
                let slot_at = claim.run().slot_at;
                let task = self.tasks.iter_mut().find(|task| Some(task.id) == claim.run().task_id).unwrap();
                let open = task.open.iter_mut().find(|run| Some(run.slot_at) == slot_at && !run.active);
                open.unwrap_or_else(|| panic!("seed {}: a run nobody expects: {claim:?}", self.seed))
                    .active = true;
                self.at_work.push(claim);
            }
        }
        while !self.at_work.is_empty() && self.dice.roll(3) > 0 {
            let place = usize::try_from(self.dice.roll(self.at_work.len() as u64)).unwrap();
            let claim = self.at_work.swap_remove(place);
            self.daemons[0].store.finish_run(&claim, &done(), self.now()).await.unwrap();
            let task = self.tasks.iter_mut().find(|task| Some(task.id) == claim.run().task_id).unwrap();
            let place =
                task.open.iter().position(|run| Some(run.slot_at) == claim.run().slot_at && run.active);
            task.open.remove(place.unwrap());
        }
    }

    fn any_schedule(&mut self) -> (ScheduleType, String) {
        match self.dice.of(&SCHEDULES) {
            (ScheduleType::Once, _) => {
                let at = self.now() + self.dice.span(MINUTE, 5 * DAY);
                (ScheduleType::Once, jiff::Timestamp::from_millisecond(at).unwrap().to_string())
            }
            (kind, text) => (kind, text.to_owned()),
        }
    }

    fn any_options(&mut self) -> TaskOptions {
        TaskOptions {
            misfire: Some(self.dice.of(&[Misfire::Skip, Misfire::RunLatest, Misfire::RunAll])),
            overlap: Some(self.dice.of(&[Overlap::Skip, Overlap::Queue, Overlap::CancelPrevious])),
            max_catch_up: Some(self.dice.of(&[1, 2, 5])),
            catch_up_window_sec: Some(self.dice.of(&[600, 3600, 86_400])),
            ..TaskOptions::default()
        }
    }

    async fn create(&mut self) {
        if self.tasks.iter().filter(|task| !task.cancelled).count() > 5 {
            return;
        }
        let number = usize::try_from(self.dice.roll(CHANNELS as u64)).unwrap();
        let (kind, schedule) = self.any_schedule();
        let (zone, options) = (self.dice.of(&ZONES), self.any_options());
        let request = ScheduleTask {
            channel_id: channel(number),
            kind,
            schedule,
            timezone: Some(zone.to_owned()),
            prompt: "look around".to_owned(),
            template_name: None,
            options: options.clone(),
            caller: person("ann"),
            key: None,
        };
        let made = self.daemons[0].schedule_task(request).await;
        if !self.active[number] {
            assert!(matches!(made, Err(Error::Conflict(_))), "seed {}", self.seed);
            return;
        }
        let (task, _) = made.unwrap();
        let zone = Zone::parse(zone).unwrap();
        let mut model = ModelTask {
            id: task.id,
            channel: number,
            schedule: Schedule::stored(kind, &task.schedule, &zone).unwrap(),
            zone,
            anchor: self.now(),
            next: None,
            on: true,
            done: false,
            cancelled: false,
            misfire: options.misfire.unwrap(),
            overlap: options.overlap.unwrap(),
            max_catch_up: usize::try_from(options.max_catch_up.unwrap()).unwrap(),
            window_ms: options.catch_up_window_sec.unwrap() * 1000,
            open: Vec::new(),
            slots: Default::default(),
        };
        model.look_forward(self.now(), true);
        assert_eq!(model.next, task.next_run_at, "seed {}", self.seed);
        self.tasks.push(model);
    }

    /// Some task that is not cancelled.
    fn any_task(&mut self) -> Option<usize> {
        let alive: Vec<usize> = (0..self.tasks.len()).filter(|n| !self.tasks[*n].cancelled).collect();
        (!alive.is_empty()).then(|| self.dice.of(&alive))
    }

    async fn reschedule(&mut self) {
        let Some(number) = self.any_task() else { return };
        self.settle(number);
        let (kind, schedule) = self.any_schedule();
        let edit = EditTask { kind: Some(kind), schedule: Some(schedule), ..EditTask::default() };
        let task = self.daemons[0].edit_task(self.tasks[number].id, edit, &person("ann")).await.unwrap();
        self.rescheduled(number, kind, &task.schedule);
    }

    fn rescheduled(&mut self, number: usize, kind: ScheduleType, text: &str) {
        let (now, active) = (self.now(), self.active[self.tasks[number].channel]);
        let model = &mut self.tasks[number];
        model.schedule = Schedule::stored(kind, text, &model.zone).unwrap();
        model.anchor = now;
        model.on |= model.done;
        model.done = false;
        model.look_forward(now, active);
    }

    /// Whoever sets another time while a slot is overdue has that slot decided first.
    fn settle(&mut self, number: usize) {
        let now = self.now();
        if self.tasks[number].next.is_some_and(|next| next <= now) {
            self.tasks.iter_mut().for_each(|task| task.look(now, None));
        }
    }

    async fn toggle(&mut self) {
        let Some(number) = self.any_task() else { return };
        self.settle(number);
        let on = !self.tasks[number].on;
        let edit = EditTask { enabled: Some(on), ..EditTask::default() };
        let edited = self.daemons[0].edit_task(self.tasks[number].id, edit, &person("ann")).await;
        let (now, active) = (self.now(), self.active[self.tasks[number].channel]);
        let model = &mut self.tasks[number];
        if on && model.next_after(now).is_none() {
            assert!(matches!(edited, Err(Error::Invalid { .. })), "seed {}", self.seed);
            return;
        }
        edited.unwrap();
        (model.on, model.done) = (on, false);
        model.look_forward(now, active);
    }

    async fn change_policies(&mut self) {
        let Some(number) = self.any_task() else { return };
        let options = self.any_options();
        let edit = EditTask { options: options.clone(), ..EditTask::default() };
        self.daemons[0].edit_task(self.tasks[number].id, edit, &person("ann")).await.unwrap();
        let model = &mut self.tasks[number];
        (model.misfire, model.overlap) = (options.misfire.unwrap(), options.overlap.unwrap());
        model.max_catch_up = usize::try_from(options.max_catch_up.unwrap()).unwrap();
        model.window_ms = options.catch_up_window_sec.unwrap() * 1000;
    }

    async fn run_now(&mut self) {
        let Some(number) = self.any_task() else { return };
        let model = &mut self.tasks[number];
        let asked = self.daemons[0].run_task(model.id, &person("ann"), None).await;
        if self.active[model.channel] {
            let slot_at = asked.unwrap().0.slot_at.unwrap();
            model.open.push(OpenRun { slot_at, active: false });
        } else {
            assert!(matches!(asked, Err(Error::Conflict(_))), "seed {}", self.seed);
        }
    }

    async fn cancel(&mut self) {
        let Some(number) = self.any_task() else { return };
        let model = &mut self.tasks[number];
        self.daemons[0].cancel_task(model.id).await.unwrap();
        (model.cancelled, model.on, model.next) = (true, false, None);
        model.open.retain(|run| run.active);
    }

    async fn pause_or_resume_channel(&mut self) {
        let number = usize::try_from(self.dice.roll(CHANNELS as u64)).unwrap();
        self.active[number] = !self.active[number];
        let (now, active) = (self.now(), self.active[number]);
        if active {
            self.daemons[0].channel_is_back(&channel(number)).await.unwrap();
        } else {
            self.daemons[0].channel_is_gone(&channel(number)).await.unwrap();
            self.tasks.iter_mut().for_each(|task| task.look(now, None));
        }
        for task in self.tasks.iter_mut().filter(|task| task.channel == number && !task.cancelled) {
            task.look_forward(now, active);
        }
    }

    /// Somebody sets another time in the moment in which the old one comes: one of them is first.
    async fn edit_while_firing(&mut self) {
        let Some(number) = self.any_task() else { return };
        self.pass(0, 2 * HOUR);
        let (kind, schedule) = self.any_schedule();
        let edit = EditTask { kind: Some(kind), schedule: Some(schedule), ..EditTask::default() };
        let id = self.tasks[number].id;
        let ann = person("ann");
        let (edited, ticked) =
            tokio::join!(self.daemons[0].edit_task(id, edit, &ann), self.daemons[0].schedule_tick());
        ticked.unwrap();
        let task = edited.unwrap();
        let now = self.now();
        let last = PageQuery { limit: 1, after: None };
        let slots = self.daemons[0].store.list_slots(id, PageQuery { limit: 200, ..last }).await.unwrap();
        let fired_first = slots.items.iter().any(|slot| slot.recorded_at == now);
        for (place, task) in self.tasks.iter_mut().enumerate() {
            if place != number || fired_first {
                task.look(now, None);
            }
        }
        self.rescheduled(number, kind, &task.schedule);
    }

    /// Nothing is there twice, nothing is missing, and everything came out as the model says.
    async fn compare(&mut self) -> usize {
        self.tick().await;
        let mut count = 0;
        for task in &self.tasks {
            let store = &self.daemons[0].store;
            let mut found = std::collections::BTreeMap::new();
            let mut page = PageQuery { limit: 500, after: None };
            loop {
                let slots = store.list_slots(task.id, page).await.unwrap();
                for slot in slots.items {
                    assert_eq!(slot.run_id.is_some(), slot.outcome == SlotOutcome::Fired);
                    assert!(slot.outcome == SlotOutcome::Fired || slot.reason.is_some(), "{slot:?}");
                    found.insert(slot.nominal_at, slot.outcome);
                }
                match slots.next {
                    Some(next) => page.after = Some(next),
                    None => break,
                }
            }
            if found != task.slots {
                let wrong = task.slots.iter().find(|(at, outcome)| found.get(at) != Some(outcome));
                let extra = found.iter().find(|(at, _)| !task.slots.contains_key(at));
                panic!("seed {}, task {}: expected {wrong:?}, found besides {extra:?}", self.seed, task.id);
            }
            count += found.len();
        }
        let fired: usize = self
            .tasks
            .iter()
            .map(|task| task.slots.values().filter(|outcome| **outcome == SlotOutcome::Fired).count())
            .sum();
        assert_eq!(self.slot_runs().await, fired, "seed {}: runs of slots", self.seed);
        count
    }

    async fn slot_runs(&self) -> usize {
        let mut runs = 0;
        let mut page = PageQuery { limit: 500, after: None };
        loop {
            let found = self.daemons[0].store.list_runs(RunFilter::default(), page).await.unwrap();
            runs += found.items.iter().filter(|run| run.cause_kind == CauseKind::Slot).count();
            match found.next {
                Some(next) => page.after = Some(next),
                None => return runs,
            }
        }
    }
}

fn channel(number: usize) -> ChannelId {
    ChannelId(format!("channel-{number}"))
}

fn done() -> Finish {
    Finish {
        status: RunStatus::Succeeded,
        failure: None,
        error: None,
        answer: Some("done".to_owned()),
        notice: None,
        usage: Usage::default(),
        events: Vec::new(),
        container: AfterRun::Gone(None),
        attached: Attached::default(),
    }
}

fn server() -> String {
    std::env::var("LOOP_TEST_POSTGRES_URL")
        .expect("LOOP_TEST_POSTGRES_URL is not set; tests/run.sh starts a server and sets it")
}

async fn postgres(seed: u64) -> Target {
    let name = format!("schedule_{}_{seed}", std::process::id());
    let admin = Database::connect(server()).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    Target::Postgres(format!("{}/{name}", server().rsplit_once('/').unwrap().0))
}

async fn drop_database(url: &str) {
    let admin = Database::connect(server()).await.unwrap();
    let name = url.rsplit_once('/').unwrap().1;
    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    admin.close().await.unwrap();
}
