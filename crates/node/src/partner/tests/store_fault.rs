//! A store that takes nothing more while a partner speaks: what the partner sent is good, is not refused, and is taken when
//! there is room again.

use super::pair::{Pair, Side, outline};
use crate::partner::round::NODE;
use rusqlite::Connection;

impl Side {
    /// From now on a table takes no row that is new or changed, as when the disk is full.
    fn fill(&self, table: &str) {
        let sql = ["INSERT", "UPDATE"].map(|what| {
            format!(
                "CREATE TRIGGER full_{what} BEFORE {what} ON {table}
                 BEGIN SELECT RAISE(FAIL, 'disk full'); END;"
            )
        });
        self.beside(&sql.concat());
    }

    /// There is room again.
    fn empty(&self) {
        self.beside("DROP TRIGGER full_INSERT; DROP TRIGGER full_UPDATE;");
    }

    fn beside(&self, sql: &str) {
        let path = self.folder.path().join("ledger.sqlite");
        Connection::open(path).unwrap().execute_batch(sql).unwrap();
    }
}

/// The next policy of Canada, as it is proposed.
fn second_policy() -> String {
    "[agreement]\nfrom = \"ca-ccg\"\nto = \"jp-jcg\"\nversion = 2\nrealm = \"live\"\n\
     valid_from = \"2026-01-01T00:00:00Z\"\nvalid_until = \"2046-01-01T00:00:00Z\"\n\
     purposes = [\"fisheries\"]\n\n[kind.area]\nrelease = \"whole\"\nlevel_max = \"community\"\n"
        .to_owned()
}

/// A partner's paper is kept in the row of the partner: what fails is the store under it.
#[test]
fn a_paper_that_cannot_be_kept_is_not_refused_and_comes_again() {
    let mut pair = Pair::new();
    let (ca, jp) = (pair.ca.party.clone(), pair.jp.party.clone());
    pair.jp.fill("partners");
    let proposed = pair.ca.desk();
    proposed
        .whole(|desk| desk.propose(&jp, &second_policy(), "", NODE))
        .unwrap();
    let sent = pair.ca.peer(&jp).line.outbox().size();
    pair.talk(20);
    let (held, refused) = {
        let peer = pair.jp.peer(&ca);
        (peer.line.inbox().head(), peer.refused.clone())
    };
    assert!(held < sent, "nothing of the message counts as received");
    assert!(refused.is_empty(), "{refused:?}");
    assert!(pair.jp.peer(&ca).theirs.proposed.is_none());
    assert_eq!(pair.kept([sent - 1]), 0);

    pair.jp.empty();
    pair.now_ms += 60_000;
    pair.talk(usize::MAX);
    let peer = pair.jp.peer(&ca);
    assert_eq!(peer.line.inbox().head(), sent);
    assert!(peer.refused.is_empty(), "{:?}", peer.refused);
    let version = peer
        .theirs
        .proposed
        .as_ref()
        .map(|it| it.0.policy().terms().version);
    assert_eq!(version, Some(2));
    assert_eq!(pair.kept([sent - 1]), 1, "its body is here");
    // Canada was never told of a refusal: there is nothing of it to see.
    assert!(pair.ca.peer(&jp).refused.is_empty());
}

/// Pieces are kept with the bundle that brings them: none of them is half here.
#[test]
fn a_copy_that_cannot_be_kept_is_whole_once_there_is_room() {
    let mut pair = Pair::new();
    let ca = pair.ca.party.clone();
    let text = outline(21, 300_000);
    pair.jp.fill("stream_entries");
    let row = pair.share("islands", &text);
    pair.talk(20);
    assert!(pair.shown().is_empty());
    assert!(pair.jp.peer(&ca).refused.is_empty());
    pair.jp.empty();
    pair.now_ms += 60_000;
    pair.talk(usize::MAX);
    let whole = pair.jp.desk().copy_whole(&ca, row.seq, "x").unwrap();
    assert_eq!(whole["body"]["geojson"], text);
}
