namespace Ringspun;

/// <summary>What messages and dumps call a system call: its type's name without "Call", e.g. <c>yield</c>.</summary>
internal static class CallName<TCall>
{
    internal static readonly string Value = Describe(MethodNames.Plain(typeof(TCall).Name));

    private static string Describe(string name)
    {
        const string Suffix = "Call";
        string plain = name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
        return plain.ToLowerInvariant();
    }
}
