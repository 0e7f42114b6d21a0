package dev.switchboard.bench.storm.audit;

import java.util.List;

/// Everything that the auditor compares: what the driver was told, what the simulator received, what the database says,
/// what each live client heard.
///
/// @param freezes when which worker stood still
public record Histories(DriverHistory driver, SimulatorHistory simulator, DatabaseHistory database,
    List<LiveStream> streams, List<Freeze> freezes) {}
