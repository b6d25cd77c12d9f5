-- What operators did over HTTP. A row without an outcome is an action that is running, or whose process died.
CREATE TABLE orderly.operator_action (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    principal  text        NOT NULL,
    action     text        NOT NULL, -- method and path, such as POST /dead-letters/{eventId}/redrive
    target     text        NOT NULL, -- path variables and parameters, such as eventId=0198...
    began_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at   timestamptz,
    outcome    int                   -- the HTTP status of the answer
);
