-- What two versions of a template use differently; :before and :after are names of packages.
WITH facts AS (
  SELECT tool, sha256, 'interface' AS what, interface AS fact
  FROM uses WHERE status <> 'outside' AND kind <> 'mention'
  UNION
  SELECT tool, sha256, 'information', explode(information)
  FROM uses WHERE status <> 'outside' AND kind <> 'mention'
  UNION
  SELECT tool, sha256, 'third-party', id FROM third_parties
),
before AS (SELECT DISTINCT what, fact FROM facts JOIN packages USING (tool, sha256) WHERE name = :before),
after AS (SELECT DISTINCT what, fact FROM facts JOIN packages USING (tool, sha256) WHERE name = :after)
SELECT what, fact, 'added' AS change FROM after LEFT ANTI JOIN before USING (what, fact)
UNION ALL
SELECT what, fact, 'removed' AS change FROM before LEFT ANTI JOIN after USING (what, fact)
ORDER BY what, fact
