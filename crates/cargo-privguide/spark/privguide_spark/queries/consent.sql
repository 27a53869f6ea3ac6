-- Guides to be consented to again: the newest package of a program uses information, or has a third party, that the one before did not.
-- :program is a regular expression with one group, the part of a package's name that is the same in all versions of a program. Versions
-- are ordered by time, then by name. What is new is asked for here; whether a purpose's wording changes, privguide diff says.
WITH versions AS (
  SELECT
    tool, sha256, name, regexp_extract(name, :program, 1) AS customer,
    row_number() OVER (PARTITION BY regexp_extract(name, :program, 1) ORDER BY modified DESC NULLS LAST, name DESC) AS age
  FROM packages
  WHERE outcome = 'answered' AND regexp_extract(name, :program, 1) <> ''
),
facts AS (
  SELECT tool, sha256, 'information' AS what, explode(information) AS fact
  FROM uses WHERE status <> 'outside' AND kind <> 'mention'
  UNION
  SELECT tool, sha256, 'third-party', id FROM third_parties
),
newest AS (SELECT DISTINCT customer, name, what, fact FROM versions JOIN facts USING (tool, sha256) WHERE age = 1),
earlier AS (SELECT DISTINCT customer, what, fact FROM versions JOIN facts USING (tool, sha256) WHERE age = 2),
compared AS (SELECT customer FROM versions WHERE age = 2)
SELECT customer, name, what, fact
FROM newest
LEFT SEMI JOIN compared USING (customer)
LEFT ANTI JOIN earlier USING (customer, what, fact)
ORDER BY customer, what, fact
