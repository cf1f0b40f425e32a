//! Every deed for every role in every state, against a second writing of the table: there by deed, here by role.

use std::collections::BTreeSet;

use probity::panel::{Deed, Interest, Role, Stage, Standing, may};

/// For each role what it may do, from which stage to which, and on which conditions: `d` declared clear, `b` briefed,
/// `o` own scores open, `l` own scores locked.
const BY_ROLE: &str = "
administrator: add-person draft moderating -; add-adviser draft noticed -; propose-scores closed settled -; receive-tender open moderating -; note-withdrawal open priced -; declare draft noticed -;
  rotate-key draft noticed -; verify-record draft noticed -
auditor: declare draft noticed -; acknowledge draft noticed -; view-tender closed noticed d; view-scores moderating noticed d;
  view-prices priced noticed d; export-record draft noticed -; verify-record draft noticed -
commercial: make-summaries awarded awarded d; send-letter open noticed d; declare draft noticed -; acknowledge draft noticed -; view-tender settled noticed d;
  view-scores resulted noticed d; open-prices settled priced d; view-prices priced noticed d; correct-prices priced priced d;
  compute-result priced resulted d; correct draft noticed -; verify-record draft noticed -
evaluator: declare draft noticed -; acknowledge draft noticed -; view-tender closed noticed db;
  take-workbook closed scoring dbo; lock-scores scoring scoring dbo; view-scores moderating noticed dbl;
  view-prices resulted noticed d; verify-record draft noticed -
lead: add-person draft moderating -; add-adviser draft noticed -; propose-scores closed settled -;
  decide-scores scoring settled d; reopen-award resulted noticed d; make-summaries awarded awarded d;
  send-letter open noticed d; note-contract noticed noticed d; remove-person draft awarded -; publish-pack draft open -;
  receive-tender open moderating -; admit-tender open settled d; note-withdrawal open priced -; resolve-flag open priced d;
  declare draft noticed -; review-interest draft noticed -; acknowledge draft noticed -;
  view-tender closed noticed d; clarify closed awarded d; view-scores moderating noticed d; open-prices settled priced d;
  view-prices priced noticed d; compute-result priced resulted d; exclude-tender open resulted d;
  decide-award resulted resulted d; decide-clause resulted noticed d; send-summary awarded awarded d;
  publish-notice told told d; export-record draft noticed -; redact-record draft noticed -; rotate-key draft noticed -;
  correct draft noticed -; verify-record draft noticed -
legal: make-summaries awarded awarded d; send-letter open noticed d; note-contract noticed noticed d; declare draft noticed -; review-interest draft noticed -; acknowledge draft noticed -; view-tender closed noticed d;
  view-scores moderating noticed d; view-prices priced noticed d; decide-clause resulted noticed d;
  export-record draft noticed -; redact-record draft noticed -; verify-record draft noticed -
moderator: propose-scores closed settled -; decide-scores scoring settled d; send-letter open noticed d; resolve-flag open priced d; declare draft noticed -; acknowledge draft noticed -; view-tender closed noticed db; clarify closed awarded d;
  view-scores moderating noticed db; moderate moderating settled db; view-prices resulted noticed d; correct draft noticed -;
  verify-record draft noticed -
observer: declare draft noticed -; acknowledge draft noticed -; view-tender closed noticed db;
  view-scores moderating noticed db; view-prices resulted noticed d; verify-record draft noticed -
";

struct Allowed {
    role: String,
    deed: String,
    from: usize,
    to: usize,
    needs: String,
}

fn stage(name: &str) -> usize {
    let names: Vec<String> = Stage::ALL.iter().map(|it| format!("{it:?}").to_lowercase()).collect();
    names.iter().position(|it| it == name).unwrap_or_else(|| panic!("{name}"))
}

fn allowed() -> Vec<Allowed> {
    let mut found = Vec::new();
    let joined = BY_ROLE.replace("\n  ", " ");
    for line in joined.lines().filter(|it| !it.is_empty()) {
        let (role, all) = line.split_once(": ").unwrap();
        for it in all.split(';') {
            let words: Vec<&str> = it.split_whitespace().collect();
            let [deed, from, to, needs] = words[..] else { panic!("{it}") };
            found.push(Allowed {
                role: role.to_owned(),
                deed: deed.to_owned(),
                from: stage(from),
                to: stage(to),
                needs: needs.to_owned(),
            });
        }
    }
    found
}

fn standings() -> Vec<Standing> {
    let mut found = Vec::new();
    for stage in Stage::ALL {
        for declaration in Interest::ALL {
            for briefed in [false, true] {
                for locked in [false, true] {
                    found.push(Standing { stage, declaration, briefed, locked });
                }
            }
        }
    }
    found
}

#[test]
fn every_deed_for_every_role_in_every_state_is_as_written() {
    let rules = allowed();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for deed in Deed::ALL {
        for role in Role::ALL {
            for standing in standings() {
                let at = Stage::ALL.iter().position(|it| *it == standing.stage).unwrap();
                let expected = rules.iter().any(|it| {
                    it.role == role.as_str()
                        && it.deed == deed.name()
                        && (it.from..=it.to).contains(&at)
                        && (!it.needs.contains('d') || standing.declaration == Interest::Clear)
                        && (!it.needs.contains('b') || standing.briefed)
                        && (!it.needs.contains('o') || !standing.locked)
                        && (!it.needs.contains('l') || standing.locked)
                });
                let found = may(*deed, &BTreeSet::from([role]), standing).is_ok();
                cases += 1;
                if expected != found {
                    wrong.push(format!("{deed} {role} {standing:?}: {found}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} wrong, first {}", wrong.len(), wrong[0]);
    println!("{cases} cases, 0 wrong");
    assert_eq!(cases, Deed::ALL.len() * 8 * 11 * 4 * 2 * 2);
}

/// What the law and the guidance ask, whatever the table says.
#[test]
fn no_state_lets_anybody_do_what_may_never_be_done() {
    for role in Role::ALL {
        for standing in standings() {
            let can = |deed: Deed| may(deed, &BTreeSet::from([role]), standing).is_ok();
            if standing.declaration != Interest::Clear {
                for deed in
                    [Deed::ViewTender, Deed::TakeWorkbook, Deed::LockScores, Deed::ViewScores, Deed::Moderate]
                {
                    assert!(!can(deed), "{role} {deed} undeclared");
                }
            }
            if standing.stage < Stage::Settled {
                assert!(
                    !can(Deed::OpenPrices) && !can(Deed::ViewPrices),
                    "{role} sees prices at {standing:?}"
                );
            }
            if role == Role::Evaluator && !standing.locked {
                assert!(!can(Deed::ViewScores), "an evaluator sees scores before its own are locked");
            }
            if standing.stage < Stage::Moderating {
                assert!(!can(Deed::ViewScores), "{role} sees scores at {standing:?}");
            }
            if standing.stage < Stage::Awarded {
                assert!(!can(Deed::SendSummary) && !can(Deed::PublishNotice));
            }
            if standing.stage != Stage::Told {
                assert!(!can(Deed::PublishNotice), "the notice before every summary");
            }
            let decides = [
                Deed::LockScores,
                Deed::Moderate,
                Deed::DecideAward,
                Deed::DecideClause,
                Deed::OpenPrices,
                Deed::ExcludeTender,
            ];
            if matches!(role, Role::Auditor | Role::Observer | Role::Administrator) {
                assert!(decides.iter().all(|it| !can(*it)), "{role} decides");
            }
        }
    }
}

#[test]
fn a_refusal_says_who_may_when_or_what_is_lacking() {
    let told = |deed, role, standing| may(deed, &BTreeSet::from([role]), standing).unwrap_err().to_string();
    let scoring = Standing { stage: Stage::Scoring, ..Standing::default() };
    assert_eq!(
        told(Deed::Moderate, Role::Evaluator, scoring),
        "`the person` may not moderate: that is for moderator"
    );
    assert_eq!(
        told(Deed::Moderate, Role::Moderator, scoring),
        "`the person` may not moderate: not before all individual scores are locked; now evaluators score alone"
    );
    assert_eq!(
        told(Deed::LockScores, Role::Evaluator, scoring),
        "`the person` may not lock scores: has made no declaration of interest for the suppliers that tendered"
    );
    // Of two roles the one that may is taken.
    let both = BTreeSet::from([Role::Observer, Role::Lead]);
    assert_eq!(may(Deed::PublishPack, &both, Standing::default()).unwrap(), Role::Lead);
}
