using System.Reflection;

namespace Ringspun.Tests.Documents;

/// <summary>Whatever waits can be cancelled, by a token of .NET's; what cannot is listed here, with the reason.</summary>
public sealed class CancellationTests
{
    private static readonly Type[] Awaitables =
    [
        typeof(Fiber), typeof(Fiber<>), typeof(FiberWait), typeof(FiberWait<>), typeof(IoOperation<>), typeof(SleepOperation), typeof(SwitchOperation),
        typeof(SystemCallOperation<>), typeof(Task), typeof(Task<>), typeof(ValueTask), typeof(ValueTask<>),
    ];

    private static readonly HashSet<string> WithoutToken =
    [
        // The turn comes in any case.
        "Fiber.Yield", "EventLoop.SwitchTo", "Fiber.Call",

        // Not to be cut by the caller is its purpose; it takes a time.
        "Fiber.Shield",

        // Computes, and does not wait.
        "Stm.Always",

        // Given when the enumeration is begun: FiberChannel.ReadAll.
        "FiberChannelEnumerator.MoveNextAsync",

        // The same wait in another form; it has its token already.
        "Fiber.AsTask", "FiberWait.AsTask", "IoOperation.AsValueTask", "IoOperation.op_Implicit",
        "FiberWait.GetAwaiter", "IoOperation.GetAwaiter", "SleepOperation.GetAwaiter", "SwitchOperation.GetAwaiter", "SystemCallOperation.GetAwaiter",
    ];

    [Fact]
    public void Whatever_waits_takes_a_token()
    {
        string[] found =
        [
            .. typeof(Fiber).Assembly.GetExportedTypes()
                .SelectMany(static type => type.GetMethods(
                    BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
                .Where(static method => IsAwaitable(method.ReturnType) && !IsAccessor(method))
                .Where(static method => !method.GetParameters().Any(static parameter => parameter.ParameterType == typeof(CancellationToken)))
                .Select(static method => $"{method.DeclaringType!.Name.Split('`')[0]}.{method.Name}")
                .Distinct()
                .Order(),
        ];
        Assert.Equal(WithoutToken.Order(), found);
    }

    private static bool IsAwaitable(Type type) => Awaitables.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type);

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && method.Name.StartsWith("get_", StringComparison.Ordinal);
}
