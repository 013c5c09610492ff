//! Pages for people at their desks: tasks, statistics, explorer.
