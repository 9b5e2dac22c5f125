using System.Reflection;

namespace Ringspun;

/// <summary>The names of methods as their authors know them, from what the compiler has made of them.</summary>
internal static class MethodNames
{
    /// <summary>The async method of a state machine, e.g. <c>Server.Accept</c>.</summary>
    internal static string OfMachine(Type machine)
    {
        // <Accept>d__7, <<Accept>b__3_0>d for a lambda in it, <<Accept>g__Inner|3_0>d for a local function.
        string name = machine.Name;
        int end = name.LastIndexOf('>');
        return Join(machine, end > 0 ? name[1..end] : name);
    }

    /// <summary>The method of a delegate.</summary>
    internal static string OfBody(Delegate body)
    {
        MethodInfo method = body.Method;
        return method.DeclaringType is { } type ? Join(type, method.Name) : method.Name;
    }

    private static string Join(Type type, string method)
    {
        Type? owner = method.StartsWith('<') || type.Name.StartsWith('<') ? Authored(type) : type;
        string readable = Readable(method);
        return owner is null ? readable : $"{Plain(owner.Name)}.{readable}";
    }

    /// <summary>The nearest type around that the compiler has not invented.</summary>
    private static Type? Authored(Type type)
    {
        Type? owner = type;
        while (owner is not null && owner.Name.StartsWith('<'))
        {
            owner = owner.DeclaringType;
        }

        return owner;
    }

    private static string Readable(string method)
    {
        if (!method.StartsWith('<') || method.IndexOf('>', StringComparison.Ordinal) is var end && end < 0)
        {
            return method;
        }

        string outer = method[1..end];
        int local = method.IndexOf("g__", end, StringComparison.Ordinal);
        if (local < 0)
        {
            return $"{outer} (lambda)";
        }

        int bar = method.IndexOf('|', local);
        return bar < 0 ? method[(local + 3)..] : method[(local + 3)..bar];
    }

    /// <summary>A type's name without the number of its type parameters.</summary>
    internal static string Plain(string name) => name.IndexOf('`', StringComparison.Ordinal) is var tick and >= 0 ? name[..tick] : name;
}
