namespace Ringspun;

/// <summary>What dumps call the wait for an awaiter of this type.</summary>
internal static class AwaitName<TAwaiter>
{
    private static readonly string TypeName = Describe(typeof(TAwaiter));

    /// <summary>The wait's name; empty where it is for a call of the same fiber.</summary>
    internal static string Of(ref TAwaiter awaiter) =>
        (default(TAwaiter) is not null && awaiter is IFiberAwaiter ? ((IFiberAwaiter)awaiter).Operation : null) ?? TypeName;

    private static string Describe(Type type)
    {
        string name = MethodNames.Plain(type.Name);
        name = name is "ConfiguredTaskAwaiter" or "ConfiguredValueTaskAwaiter" && type.DeclaringType is { } outer
            ? MethodNames.Plain(outer.Name).Replace("Configured", string.Empty, StringComparison.Ordinal).Replace("Awaitable", string.Empty, StringComparison.Ordinal)
            : name;
        foreach (string suffix in (string[])["Awaiter", "Operation"])
        {
            if (name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal))
            {
                name = name[..^suffix.Length];
            }
        }

        return name;
    }
}
