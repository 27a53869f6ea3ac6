-- Programs that the platform will disable an interface in: they use it, and their guide does not declare its information.
WITH undeclared AS (
  SELECT tool, sha256, project, explode(information) AS information
  FROM findings
  WHERE rule = 'undeclared-information' AND level = 'error'
),
used AS (
  SELECT tool, sha256, project, program, interface, explode(information) AS information
  FROM uses
  WHERE status <> 'outside' AND kind <> 'mention'
)
SELECT packages.name, project, program, information, interface, count(*) AS uses
FROM undeclared
JOIN used USING (tool, sha256, project, information)
JOIN packages USING (tool, sha256)
GROUP BY packages.name, project, program, information, interface
ORDER BY packages.name, project, program, information, interface
