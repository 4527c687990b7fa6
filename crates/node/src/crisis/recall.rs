//! What partners were told of a person is taken back when the person is erased here, or takes the consent back on which it
//! rests; of who is erased nothing stays in comparisons of registers either. Done anew after each such change and every hour,
//! so that a kill between the two forgets nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use vigie_crisis::{Consent, LegId, pseudonym};
use vigie_exchange::{CopyState, PartyId};

use super::{CrisisRoom, Desk, PSEUDONYM};
use crate::{
    http::{App, Problem},
    partner::{
        desk::{Desk as Exchange, DeskError, moment},
        room::{LINE, RECORD},
    },
};

/// Why it is taken back from who shows it.
const WITHDRAWN: &str = "the person took the consent back";

/// Takes back from partners what concerns persons who are erased here; says how many records were taken back now. The
/// partner deletes them and its signed receipt comes back.
pub(crate) async fn recall_erased(app: &Arc<App>, user: &str) -> Result<usize, Problem> {
    if app.desk.is_none() {
        return Ok(0);
    }
    let broke = |broken| Problem::internal("work-broke", broken);
    let at = Arc::clone(app);
    let erased = tokio::task::spawn_blocking(move || at.crisis.erased_pseudonyms()).await;
    let erased = erased.map_err(broke)??;
    if erased.is_empty() {
        return Ok(0);
    }
    forget_compared(app).await?;
    let user = user.to_owned();
    app.desk(move |desk| desk.whole(|desk| desk.recall_told(&erased, &user)))
        .await
}

/// Takes back from partners records of who does not consent to reunification any more, and lines of who said since that the
/// partner must not know the name, but for a leg that they are aboard or came by: that one's carrier has to know. Says how
/// many records were taken back now.
pub(crate) async fn recall_withdrawn(app: &Arc<App>, user: &str) -> Result<usize, Problem> {
    if app.desk.is_none() {
        return Ok(0);
    }
    let told = app.desk(|desk| told_of_persons(desk)).await?;
    if told.is_empty() {
        return Ok(0);
    }
    let at = Arc::clone(app);
    let back = tokio::task::spawn_blocking(move || withdrawn(&at.crisis, told)).await;
    let back = back.map_err(|broken| Problem::internal("work-broke", broken))??;
    if back.is_empty() {
        return Ok(0);
    }
    let user = user.to_owned();
    app.desk(move |desk| desk.whole(|desk| take_back(desk, &back, &user)))
        .await
}

/// What a partner was told of one person.
#[derive(Debug, Clone)]
struct ToldOf {
    party: PartyId,
    seq: u64,
    kind: &'static str,
    /// The crisis of a record, the leg of a line.
    of: String,
    /// The pseudonym under which it was told.
    who: String,
}

fn is_shown(desk: &Exchange, party: &PartyId, seq: u64) -> bool {
    let peer = desk.peers.get(party);
    let state = peer.and_then(|peer| peer.given.state(seq, moment()));
    state == Some(CopyState::Visible)
}

/// What partners were told of persons and still show.
fn told_of_persons(desk: &Exchange) -> Result<Vec<ToldOf>, DeskError> {
    let mut told = Vec::new();
    for kind in [LINE, RECORD] {
        for row in desk.ledger.releases_of_kind(kind)? {
            let Some((of, who)) = row.id.rsplit_once('/') else {
                continue;
            };
            let Ok(party) = PartyId::new(&row.party) else {
                continue;
            };
            if is_shown(desk, &party, row.seq) {
                told.push(ToldOf {
                    party,
                    seq: row.seq,
                    kind,
                    of: of.to_owned(),
                    who: who.to_owned(),
                });
            }
        }
    }
    Ok(told)
}

/// What a person says of being known to others.
struct Word {
    /// May be found by family.
    found: bool,
    /// The partner must not know the name.
    hidden: bool,
    /// The leg the person is aboard or came by.
    by: Option<LegId>,
}

/// What of it rests on a word that was taken back.
fn withdrawn(room: &CrisisRoom, mut told: Vec<ToldOf>) -> Result<Vec<ToldOf>, Problem> {
    let named: BTreeSet<String> = told.iter().map(|it| it.who.clone()).collect();
    let records = told.iter().filter(|it| it.kind == RECORD);
    let of: BTreeSet<String> = records.map(|it| it.of.clone()).collect();
    // The name of a line does not say of which crisis it is.
    let any = told.iter().any(|it| it.kind == LINE);
    let mut words: BTreeMap<String, Word> = BTreeMap::new();
    let mut crises = room.list()?;
    crises.retain(|it| any || of.contains(&it.id.to_string()));
    for paper in crises {
        words.extend(room.with(paper.id, |desk| Ok(words_of(desk, &named)))?);
    }
    told.retain(|it| {
        words.get(&it.who).is_some_and(|word| match it.kind {
            RECORD => !word.found,
            _ => word.hidden && word.by.is_none_or(|leg| leg.to_string() != it.of),
        })
    });
    Ok(told)
}

/// The words of those persons of a register who were told of under these pseudonyms.
fn words_of(desk: &mut Desk<'_>, named: &BTreeSet<String>) -> BTreeMap<String, Word> {
    let key = desk.vault.crisis_key(desk.register.paper.id, PSEUDONYM);
    let board = desk.register.board().clone();
    let persons = &desk.register.persons;
    let word = |person: &vigie_crisis::Person| {
        let who = pseudonym(&key, b"person", &person.id.0).filter(|it| named.contains(it))?;
        // Of two records of one person the word of either that says no counts.
        let into = board.merged.get(&person.id);
        let kept = into.and_then(|id| persons.get(id));
        let refuses = |to| person.refuses(to) || kept.is_some_and(|it| it.refuses(to));
        let standing = board.persons.get(into.unwrap_or(&person.id));
        let gone = standing.filter(|it| it.state.has_left());
        let word = Word {
            found: person.consents_to(Consent::Reunification) && !refuses(Consent::Reunification),
            hidden: refuses(Consent::Partner),
            by: gone.and_then(|it| it.leg),
        };
        Some((who, word))
    };
    persons.values().filter_map(word).collect()
}

fn take_back(desk: &mut Exchange, back: &[ToldOf], user: &str) -> Result<usize, DeskError> {
    let mut count = 0;
    for one in back {
        // With one release of an object go all others of it.
        if !is_shown(desk, &one.party, one.seq) {
            continue;
        }
        match desk.recall(&one.party, one.seq, WITHDRAWN, user) {
            Ok(()) => count += 1,
            // Nothing can be said: the next call tries again.
            Err(DeskError::NoAgreement) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(count)
}

/// Forgets numbers and names in comparisons that nobody in the register has any more.
async fn forget_compared(app: &Arc<App>) -> Result<(), Problem> {
    let compared = app.desk(|desk| desk.compared_registers()).await?;
    for (crisis, kind, known) in compared {
        let Ok(id) = crisis.parse() else { continue };
        let at = Arc::clone(app);
        let of = kind.clone();
        let gone = tokio::task::spawn_blocking(move || {
            at.crisis.with(id, |desk| {
                let still: BTreeSet<String> = desk.compared_by(&of).into_iter().collect();
                Ok(known
                    .difference(&still)
                    .cloned()
                    .collect::<BTreeSet<String>>())
            })
        });
        let gone = gone
            .await
            .map_err(|broken| Problem::internal("work-broke", broken))??;
        if !gone.is_empty() {
            app.desk(move |desk| desk.whole(|desk| desk.forget_compared(&crisis, &kind, &gone)))
                .await?;
        }
    }
    Ok(())
}
