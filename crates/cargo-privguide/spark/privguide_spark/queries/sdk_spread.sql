-- How many packages and programs each known third party is in.
SELECT
  id,
  count(DISTINCT packages.name) AS packages,
  count(DISTINCT packages.name, project, program) AS programs,
  collect_set(marker) AS markers
FROM third_parties
JOIN packages USING (tool, sha256)
GROUP BY id
ORDER BY packages DESC, id
