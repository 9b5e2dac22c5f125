using System.Runtime.ExceptionServices;

namespace Ringspun;

/// <summary>Several event loops, each on a thread of its own.</summary>
public sealed partial class Runtime : IDisposable
{
    private readonly Thread[] _threads;
    private readonly EventLoop?[] _loops;
    private Exception? _failure;

    /// <summary>Starts the loops; returns when all of them run.</summary>
    /// <param name="count">How many, at least 1; one per core is usual.</param>
    /// <param name="driver">Makes the driver of one loop, on that loop's thread.</param>
    /// <param name="options">What the loops are to be beside that; null for the defaults.</param>
    /// <exception cref="Linux.LinuxException">A driver could not be made; no loop is left running.</exception>
    public Runtime(int count, Func<IDriver> driver, EventLoopOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(driver);
        _loops = new EventLoop?[count];
        _threads = new Thread[count];
        using var started = new CountdownEvent(count);
        for (int i = 0; i < count; i++)
        {
            int index = i;
            _threads[i] = new Thread(() => RunLoop(index, driver, options, started)) { Name = $"ringspun loop {i}", IsBackground = true };

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

    /// <summary>Stops all loops and waits for their threads.</summary>
    public void Dispose()
    {
        foreach (EventLoop? loop in _loops)
        {
            loop?.Stop();
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void RunLoop(int index, Func<IDriver> driver, EventLoopOptions? options, CountdownEvent started)
    {
        EventLoop loop;
        try
        {
            _loops[index] = loop = new EventLoop(driver(), options);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            started.Signal();
            return;
        }

        using (loop)
        {
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
