package dev.gantry.fuzz;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.fuzz.embed.ApiModel;
import org.junit.jupiter.api.Test;

/// Random calls of the API, right and wrong ones, do what a model says: contents of memories, tables and globals,
/// documented exceptions, and nothing else.
class ApiFuzzTest {
    private static final int QUICK = 1_500;
    private static final int FULL = 100_000;
    private static final int CALLS = 120;

    @Test
    void callsOfTheApiDoWhatTheModelSays() throws InterruptedException {
        Config config = new Config().parallelCompilation(false);
        try (Engine engine = new Engine(config);
                Engine other = new Engine(config)) {
            Campaign.ofSeeds("api", FuzzSettings.count(QUICK, FULL), choice -> {
                try (ApiModel model = new ApiModel(engine, other, choice)) {
                    model.perform(CALLS);
                }
                return "as the model says";
            });
        }
    }
}
