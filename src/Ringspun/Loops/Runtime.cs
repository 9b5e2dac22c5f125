using System.Runtime.ExceptionServices;

namespace Ringspun;

/// <summary>Several event loops, each on a thread of its own.</summary>
public sealed partial class Runtime : IDisposable
{
    private readonly Thread[] _threads;
    private readonly EventLoop?[] _loops;
    private readonly RuntimeOptions _options;
    private Exception? _failure;

    /// <summary>Starts the loops; returns when all of them run.</summary>
    /// <param name="count">How many, at least 1; one per core is usual.</param>
    /// <param name="driver">Makes the driver of one loop, on that loop's thread.</param>
    /// <param name="options">What the runtime is to be beside that; null for the defaults.</param>
    /// <exception cref="Linux.LinuxException">A driver could not be made; no loop is left running.</exception>
    public Runtime(int count, Func<IDriver> driver, RuntimeOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(driver);
        _options = options ?? RuntimeOptions.Default;
        _loops = new EventLoop?[count];
        _threads = new Thread[count];
        using var started = new CountdownEvent(count);
        for (int i = 0; i < count; i++)
        {
            int index = i;
            _threads[i] = new Thread(() => RunLoop(index, driver, started)) { Name = $"ringspun loop {i}", IsBackground = true };

            // Unsafe: the caller's AsyncLocals are not the loops', and would slow down every one of their fibers.
            _threads[i].UnsafeStart();
        }

        started.Wait();
        if (_failure is not null)
        {
            Dispose();
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    /// <summary>The loops.</summary>
    public IReadOnlyList<EventLoop> Loops => _loops!;

    /// <summary>A loop ended by an exception of its driver: raised on the loop's thread.</summary>
    public event Action<Exception>? LoopFailed;

    private EventLoopOptions OptionsOf(int index) =>
        _options.Loops is { Name: { } name } loops ? loops with { Name = $"{name}.{index}" } : _options.Loops;

    private void RunLoop(int index, Func<IDriver> driver, CountdownEvent started)
    {
        EventLoop loop;
        try
        {
            _loops[index] = loop = new EventLoop(driver(), OptionsOf(index)) { Owner = this };
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            started.Signal();
            return;
        }

        using (loop)
        {
            _options.Watchdog?.Watch(loop);
            started.Signal();
            try
            {
                loop.Run();
            }
            catch (Exception exception) when (LoopFailed is not null)
            {
                LoopFailed(exception);
            }
        }
    }
}
