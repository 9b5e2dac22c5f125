using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Fibers;

/// <summary>Starting and joining.</summary>
internal sealed class SpawnBenchmark(int rounds)
{
    private const int Count = 1_000_000;

    public IReadOnlyList<Figure> Run() =>
    [
        .. LoopWorld.Run(loop => (Figure[])
        [
            OnLoop(loop, "spawn and join a fiber that suspends once", static async loop =>
            {
                for (int i = 0; i < Count; i++)
                {
                    await loop.Spawn(Suspending, 0);
                }
            }),
            OnLoop(loop, "spawn and join a fiber that does not suspend", static async loop =>
            {
                for (int i = 0; i < Count; i++)
                {
                    await loop.Spawn(Returning, 0);
                }
            }),
            OnLoop(loop, "spawn a detached fiber that suspends once", static async loop =>
            {
                for (int i = 0; i < Count; i++)
                {
                    loop.SpawnDetached(Suspending, 0);
                    if (i % 100 == 0)
                    {
                        await Fiber.Yield();
                    }
                }
            }),
        ]),
        Rounds.Duration("run and await a Task on the thread pool", rounds, () =>
        {
            Tasks().Wait();
            return Count;
        }),
    ];

    private Figure OnLoop(EventLoop loop, string name, Func<EventLoop, Fiber> body) => Rounds.Duration(name, rounds, () =>
    {
        loop.RunUntil(body, loop);
        return Count;
    });

    private static async Fiber Suspending(int _) => await Fiber.Yield();

    private static Fiber Returning(int _) => Fiber.Completed;

    private static async Task Tasks()
    {
        for (int i = 0; i < Count; i++)
        {
            await Task.Run(static () => { });
        }
    }
}
