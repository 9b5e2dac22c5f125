using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Ringspun.Bench.Sync;

/// <summary>Counts how often a driver is woken. Too slow to measure times with.</summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy is made as a subclass of it.")]
internal class WakeCountingDriver : DispatchProxy
{
    private IDriver? _driver;
    private int _wakes;

    public int Wakes => Volatile.Read(ref _wakes);

    public static (IDriver Driver, WakeCountingDriver Counter) Around(IDriver driver)
    {
        IDriver counting = Create<IDriver, WakeCountingDriver>();
        var counter = (WakeCountingDriver)(object)counting;
        counter._driver = driver;
        return (counting, counter);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IDriver.Wake))
        {
            Interlocked.Increment(ref _wakes);
        }

        return targetMethod.Invoke(_driver, args);
    }
}
