-- What must never be found in the sample: a name for it, and the query that would find it.

-- an interaction before its contact
SELECT i.id
FROM interactions i JOIN contacts c ON c.id = i.contact_id
WHERE i.at < c.created_at;

-- a deal before its contact
SELECT d.id
FROM deals d JOIN contacts c ON c.id = d.contact_id
WHERE d.created_at < c.created_at;

-- a deal that ends before it starts
SELECT id
FROM deals
WHERE closed_at < created_at OR stage_entered_at < created_at;

-- a closed deal in an open stage, or the reverse
SELECT d.id
FROM deals d JOIN stages s ON s.id = d.stage_id
WHERE (d.closed_at IS NULL) <> (s.kind = 'open')
OR coalesce(d.won, 2) <> CASE s.kind WHEN 'won' THEN 1 WHEN 'lost' THEN 0 ELSE 2 END;

-- a closed deal that entered its stage at another moment
SELECT id
FROM deals
WHERE closed_at <> stage_entered_at;

-- a lost deal without a reason
SELECT id
FROM deals
WHERE (won = 0) <> (lost_reason IS NOT NULL);

-- a task done before it was written
SELECT id
FROM tasks
WHERE completed_at < created_at;

-- a done task without a moment
SELECT id
FROM tasks
WHERE (status = 'completed') <> (completed_at IS NOT NULL);

-- work before the task was written
SELECT e.id
FROM time_entries e JOIN tasks t ON t.id = e.task_id
WHERE e.started_at < t.created_at;

-- work after the task was done
SELECT e.id
FROM time_entries e JOIN tasks t ON t.id = e.task_id
WHERE e.ended_at > t.completed_at;

-- work outside its project
SELECT e.id
FROM time_entries e JOIN projects p ON p.id = e.project_id
WHERE e.started_at < p.created_at OR e.ended_at > p.closed_at;

-- two things at once
SELECT a.id
FROM time_entries a JOIN time_entries b ON b.started_at >= a.started_at AND b.started_at < a.ended_at
AND b.id <> a.id;

-- a duration that is not the time between
SELECT id
FROM time_entries
WHERE abs((julianday(ended_at) - julianday(started_at)) * 1440 - duration_minutes) > 0.01;

-- a running timer
SELECT id
FROM time_entries
WHERE ended_at IS NULL;

-- a bill before the work
SELECT id
FROM time_entries
WHERE billed_at < ended_at OR (billed_at AND NOT billable);

-- a project closed before it began
SELECT id
FROM projects
WHERE closed_at < created_at OR (closed_at IS NULL) <> (status <> 'closed');

-- a last contact that is not the newest interaction
SELECT id
FROM contacts c
WHERE last_contact_at IS NOT (SELECT max(at)
FROM interactions
WHERE contact_id = c.id)
OR last_outbound_at IS NOT (SELECT max(at)
FROM interactions
WHERE contact_id = c.id AND direction = 'outbound')
OR last_inbound_at IS NOT (SELECT max(at)
FROM interactions
WHERE contact_id = c.id AND direction = 'inbound');

-- a primary mail or phone that is not the contact's
SELECT c.id
FROM contacts c
WHERE email IS NOT (SELECT value
FROM contact_points
WHERE contact_id = c.id AND kind = 'email'
AND is_primary)
OR phone IS NOT (SELECT value
FROM contact_points
WHERE contact_id = c.id AND kind = 'phone'
AND is_primary);

-- a contact counted as client without a sale
SELECT c.id
FROM contacts c
WHERE (status IN ('client', 'past_client')) <> EXISTS (SELECT 1
FROM deals
WHERE contact_id = c.id AND won);

-- a row changed before it was made
SELECT id
FROM tasks
WHERE updated_at < created_at
UNION SELECT id
FROM contacts
WHERE updated_at < created_at;

-- an activity without its offset
SELECT id
FROM activity_logs
WHERE utc_offset_minutes IS NULL OR actor <> 'owner';

-- a log older than its deal
SELECT l.id
FROM activity_logs l JOIN deals d ON l.entity_type = 'deal' AND d.id = l.entity_id
WHERE l.created_at < d.created_at;

-- two people of one name
SELECT name
FROM contacts GROUP BY name HAVING count(*) > 1;

-- two deals of one title
SELECT title
FROM deals GROUP BY title HAVING count(*) > 1;

-- a placeholder in a text
SELECT summary
FROM interactions
WHERE summary LIKE '%{%' OR summary = ''
UNION SELECT title
FROM tasks
WHERE title LIKE '%{%'
UNION SELECT body
FROM notes
WHERE body LIKE '%{%'
UNION SELECT title
FROM events
WHERE title LIKE '%{%';

-- a mail that could reach somebody
SELECT id
FROM contact_points
WHERE kind = 'email' AND value NOT LIKE '%_@%_.example';
