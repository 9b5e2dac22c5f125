using System.Runtime.CompilerServices;

namespace Ringspun.Architecture.Tests;

/// <summary>The head of a type's declaration.</summary>
internal static class TypeSignature
{
    public static string Of(Type type)
    {
        string access = type.IsPublic || type.IsNestedPublic ? "public " : "protected ";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return access + Delegate(type);
        }

        if (type.IsEnum)
        {
            string flags = type.IsDefined(typeof(FlagsAttribute), false) ? "[Flags] " : "";
            return $"{flags}{access}enum {TypeNames.Of(type)} : {TypeNames.Of(Enum.GetUnderlyingType(type))}";
        }

        string[] bases = [.. Bases(type)];
        string inherits = bases.Length == 0 ? "" : " : " + string.Join(", ", bases);
        return access + Kind(type) + TypeNames.Of(type) + inherits + TypeNames.Constraints(OwnParameters(type));
    }

    private static string Delegate(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        return $"delegate {MemberSignature.Return(invoke.ReturnParameter)} {TypeNames.Of(type)}({MemberSignature.Parameters(invoke)})"
            + TypeNames.Constraints(OwnParameters(type));
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface)
        {
            return "interface ";
        }

        if (type.IsValueType)
        {
            string readOnly = type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly " : "";
            return readOnly + (type.IsByRefLike ? "ref struct " : "struct ");
        }

        return type switch
        {
            { IsAbstract: true, IsSealed: true } => "static class ",
            { IsAbstract: true } => "abstract class ",
            { IsSealed: true } => "sealed class ",
            _ => "class ",
        };
    }

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            yield return TypeNames.Of(parent);
        }

        // What the base type or another interface brings along is not repeated, nor are interfaces that outsiders cannot name.
        Type[] all = type.GetInterfaces();
        IEnumerable<Type> implied = all.SelectMany(own => own.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []);
        foreach (string name in all.Except(implied).Where(own => own.IsVisible).Select(TypeNames.Of).Order(StringComparer.Ordinal))
        {
            yield return name;
        }
    }

    private static IEnumerable<Type> OwnParameters(Type type) =>
        type.IsGenericTypeDefinition ? type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0) : [];
}
