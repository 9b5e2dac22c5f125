using System.Diagnostics;
using System.Globalization;

namespace Ringspun.Tests.Stress;

/// <summary>
/// Random programs, each from its seed: fibers that spawn, join, cancel, sleep, move, lock, select, publish, transact, connect, send, receive and read,
/// under random faults. What must hold in every program is checked in each.
/// </summary>
[Collection(nameof(BusyForLong))]
public sealed class StressTests : IDisposable
{
    private const int Programs = 10_000;

    /// <summary>Every so many programs one is run twice, to see that it runs the same way.</summary>
    private const int Repeated = 50;

    private const int TraceLines = 60;

    /// <summary>Real time in which a program, which takes some milliseconds, counts as one that never ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>By what an operation yields; "late": a result that was faster than its cancellation.</summary>
    private static readonly HashSet<string> Endings =
    [
        "IConnection Success", "IConnection Success late", "IConnection Cancelled", "IConnection Disposed",
        "IConnection ECONNREFUSED", "IConnection EHOSTUNREACH", "IConnection EMFILE",
        "Int32 Success", "Int32 Success late", "Int32 Cancelled", "Int32 Disposed",
        "Int32 ECONNRESET", "Int32 ETIMEDOUT", "Int32 ENOMEM", "Int32 EIO",
        "Chunk Success", "Chunk Success late", "Chunk Cancelled", "Chunk Disposed", "Chunk ECONNRESET", "Chunk ETIMEDOUT", "Chunk ENOMEM",
        "Int32 EPIPE", "Datagram Success", "Datagram Cancelled",
        "FileOpenResult Success", "FileOpenResult Success late", "FileOpenResult Cancelled",
    ];

    [Fact]
    public void Random_programs_keep_the_rules()
    {
        (int first, int count) = Seeds.Range(Programs);
        int seed = first;
        long begun = Stopwatch.GetTimestamp();
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            for (int i = 0; i < count && failure is null; i++)
            {
                int current = unchecked(first + i);
                Volatile.Write(ref begun, Stopwatch.GetTimestamp());
                Volatile.Write(ref seed, current);
                failure = Run(current, isRepeated: i % Repeated == 0);
            }
        })
        { IsBackground = true };
        thread.UnsafeStart();
        while (!thread.Join(TimeSpan.FromSeconds(1)))
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref begun)) > Patience)
            {
                Assert.Fail($"It does not end.\n{Replay(Volatile.Read(ref seed))}");
            }
        }

        Assert.True(failure is null, $"{Replay(seed)}\n{failure}");
    }

    [Fact]
    public void Programs_of_different_seeds_differ() => LoopThread.Run(static () =>
    {
        int seed = Seeds.Next();
        ulong hash = StressRun.Execute(seed);

        // Another process prints the same for this seed.
        LoopThread.Output?.WriteLine($"hash {hash:x16}");
        Assert.NotEqual(hash, StressRun.Execute(unchecked(seed + 1)));
    });

    [Fact]
    public void The_programs_meet_every_kind_of_ending() => LoopThread.Run(static () =>
    {
        var endings = new HashSet<string>();
        for (int seed = 0; seed < Programs && !Endings.IsSubsetOf(endings); seed++)
        {
            _ = StressRun.Execute(seed, endings: ending => endings.Add(ending));
        }

        Assert.Empty(Endings.Except(endings));
    });

    /// <summary>What the programs have left behind, their thread's caches too, is not to vanish while another test measures the heap.</summary>
    public void Dispose()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static Exception? Run(int seed, bool isRepeated)
    {
        try
        {
            ulong hash = StressRun.Execute(seed);
            return isRepeated && StressRun.Execute(seed) != hash
                ? new Xunit.Sdk.XunitException("The same seed gave another run.")
                : null;
        }
        catch (Exception exception)
        {
            return WithTrace(seed) ?? exception;
        }
    }

    /// <summary>The same failure once more, and what led to it.</summary>
    private static Exception? WithTrace(int seed)
    {
        try
        {
            StressRun.Execute(seed, TraceLines);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>How to run a failed program again, with its trace.</summary>
    private static string Replay(int seed) => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {seed}; replay with: RINGSPUN_SEED={seed} dotnet test --project tests/Ringspun.Tests --filter-class '*.StressTests'");
}
