-- What people see of the log: views over its events, made anew (TEMP, in memory) each time the store is opened.
-- Times are milliseconds since 1970. `status` is never "not filled" when anything reached the page or left it.
-- A unary plus keeps SQLite from passing over the index on the disclosure's name.

CREATE TEMP VIEW disclosures AS
SELECT d.seq, d.uuid AS disclosure, d.at,
       d.body ->> '$.site' AS site, d.body ->> '$.origin' AS origin, d.body ->> '$.heading' AS heading,
       d.body ->> '$.formKind' AS form_kind, d.body ->> '$.purpose' AS purpose, d.body ->> '$.persona' AS persona,
       d.body ->> '$.targetSite' AS target_site, d.body ->> '$.terms' AS terms,
       CASE
         WHEN EXISTS (SELECT 1 FROM events f, json_each(f.body, '$.results') r
                      WHERE json_extract(f.body, '$.disclosure') = +d.uuid AND +f.type = 'filled'
                        AND r.value ->> '$.fate' <> 'skipped')
           OR EXISTS (SELECT 1 FROM events t
                      WHERE json_extract(t.body, '$.disclosure') = +d.uuid AND +t.type = 'transmission') THEN 'filled'
         WHEN EXISTS (SELECT 1 FROM events f
                      WHERE json_extract(f.body, '$.disclosure') = +d.uuid AND +f.type = 'filled') THEN 'not filled'
         ELSE 'unconfirmed'
       END AS status,
       (SELECT min(s.at) FROM events s
        WHERE json_extract(s.body, '$.disclosure') = +d.uuid AND +s.type = 'submitted') AS submitted,
       (SELECT min(u.at) FROM events u
        WHERE json_extract(u.body, '$.disclosure') = +d.uuid AND +u.type = 'undone') AS undone
FROM events d
WHERE d.type = 'disclosure' AND d.body IS NOT NULL;

CREATE TEMP VIEW fields AS
SELECT d.uuid AS disclosure, d.at, d.body ->> '$.site' AS site, field.id AS position,
       field.value ->> '$.key' AS key, field.value ->> '$.label' AS label, field.value ->> '$.kind' AS kind,
       field.value ->> '$.required' AS required, field.value ->> '$.outcome' AS outcome,
       field.value ->> '$.rule' AS rule, field.value ->> '$.reason' AS reason,
       field.value ->> '$.item' AS item, field.value ->> '$.version' AS version,
       (SELECT r.value ->> '$.fate' FROM events f, json_each(f.body, '$.results') r
        WHERE json_extract(f.body, '$.disclosure') = +d.uuid AND +f.type = 'filled'
          AND r.value ->> '$.key' = field.value ->> '$.key'
        ORDER BY r.value ->> '$.fate' = 'skipped', f.seq LIMIT 1) AS fate,
       (SELECT r.value ->> '$.state' FROM events s, json_each(s.body, '$.fields') r
        WHERE json_extract(s.body, '$.disclosure') = +d.uuid AND +s.type = 'submitted'
          AND r.value ->> '$.key' = field.value ->> '$.key'
        ORDER BY s.seq DESC LIMIT 1) AS sent_as
FROM events d, json_each(d.body, '$.fields') field
WHERE d.type = 'disclosure' AND d.body IS NOT NULL;

CREATE TEMP VIEW transmissions AS
SELECT t.seq, t.uuid, t.at, t.body ->> '$.document' AS document, t.body ->> '$.origin' AS origin,
       t.body ->> '$.site' AS site, t.body ->> '$.host' AS host, t.body ->> '$.recipient' AS recipient,
       t.body ->> '$.thirdParty' AS third_party, t.body ->> '$.method' AS method, t.body ->> '$.request' AS request,
       t.body ->> '$.channel' AS channel, t.body ->> '$.item' AS item, t.body ->> '$.version' AS version,
       t.body ->> '$.encoding' AS encoding, t.body ->> '$.disclosure' AS disclosure,
       coalesce(i.kind, t.body ->> '$.kind') AS kind, CASE WHEN t.body ->> '$.item' = '' THEN 'typed by hand' ELSE i.label END AS label,
       t.body ->> '$.rule' AS rule, coalesce(x.outcome, 'gone') AS outcome,
       CASE WHEN t.body ->> '$.submitted' OR EXISTS (SELECT 1 FROM events s WHERE +s.type = 'submitted' AND s.at <= t.at
                           AND json_extract(s.body, '$.disclosure') = json_extract(t.body, '$.disclosure'))
            THEN 'after submit' ELSE 'before submit' END AS moment
FROM events t LEFT JOIN items i ON i.id = t.body ->> '$.item'
  LEFT JOIN (SELECT u.value AS transmission, min(o.body ->> '$.outcome') AS outcome
             FROM events o, json_each(o.body, '$.transmissions') u WHERE o.type = 'transmissionFailed' GROUP BY 1) x
    ON x.transmission = t.uuid
WHERE t.type = 'transmission' AND t.body IS NOT NULL;

CREATE TEMP VIEW contacts AS
SELECT c.body ->> '$.site' AS site, c.body ->> '$.recipient' AS recipient, c.body ->> '$.host' AS host,
       c.body ->> '$.thirdParty' AS third_party, c.body ->> '$.document' AS document,
       c.body ->> '$.disclosure' AS disclosure,
       min(c.at) AS first_seen, max(c.at) AS last_seen,
       sum(coalesce((SELECT sum(n.value) FROM json_each(c.body, '$.counts') n), 0)) AS requests,
       sum(coalesce(c.body ->> '$.stopped', 0)) AS stopped
FROM events c
WHERE c.type = 'contact' AND c.body IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6;

CREATE TEMP VIEW unreadable AS
SELECT u.seq, u.at, u.body ->> '$.site' AS site, u.body ->> '$.recipient' AS recipient, u.body ->> '$.host' AS host,
       u.body ->> '$.request' AS request, u.body ->> '$.why' AS why, u.body ->> '$.disclosure' AS disclosure
FROM events u
WHERE u.type = 'unreadable' AND u.body IS NOT NULL;

CREATE TEMP VIEW gaps AS
SELECT g.seq, g.at, g.body ->> '$.until' AS until, g.body ->> '$.why' AS why
FROM events g
WHERE g.type = 'gap' AND g.body IS NOT NULL;

CREATE TEMP VIEW gpc AS
SELECT g.seq, g.at, g.body ->> '$.site' AS site, g.body ->> '$.origin' AS origin, g.body ->> '$.answer' AS answer,
       g.body ->> '$.why' AS why, g.body ->> '$.lastUpdate' AS last_update
FROM events g
WHERE g.type = 'gpcSupport' AND g.body IS NOT NULL;
