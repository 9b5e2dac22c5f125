using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ringspun.Architecture.Tests;

/// <summary>Types as C# writes them, without namespaces.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(char)] = "char",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (type.IsByRef)
        {
            return Of(type.GetElementType()!);
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!) + "*";
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsFunctionPointer)
        {
            IEnumerable<Type> signature = [.. type.GetFunctionPointerParameterTypes(), type.GetFunctionPointerReturnType()];
            return $"delegate*{(type.IsUnmanagedFunctionPointer ? " unmanaged" : "")}<{string.Join(", ", signature.Select(Of))}>";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        if (type.IsGenericType && type.IsAssignableTo(typeof(ITuple)) && type.IsValueType)
        {
            return $"({string.Join(", ", type.GetGenericArguments().Select(Of))})";
        }

        return Nested(type);
    }

    /// <summary>The <c>where</c> clauses of generic parameters, each with a space before it.</summary>
    public static string Constraints(IEnumerable<Type> parameters) =>
        string.Concat(parameters.Select(parameter => (parameter.Name, Limits: Limits(parameter)))
            .Where(clause => clause.Limits.Length > 0)
            .Select(clause => $" where {clause.Name} : {clause.Limits}"));

    private static string Limits(Type parameter)
    {
        GenericParameterAttributes flags = parameter.GenericParameterAttributes;
        bool isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> limits = [];
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            limits.Add("class");
        }

        if (isStruct)
        {
            limits.Add("struct");
        }

        limits.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Of));
        if (!isStruct && flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            limits.Add("new()");
        }

        if (flags.HasFlag(GenericParameterAttributes.AllowByRefLike))
        {
            limits.Add("allows ref struct");
        }

        return string.Join(", ", limits);
    }

    // Reflection gives a nested type the generic arguments of the types around it: each level takes its own share.
    private static string Nested(Type type)
    {
        Type[] arguments = type.GetGenericArguments();
        Stack<Type> levels = new();
        for (Type? level = type; level is not null; level = level.DeclaringType)
        {
            levels.Push(level);
        }

        int taken = 0;
        return string.Join('.', levels.Select(level =>
        {
            int count = level.GetGenericArguments().Length - taken;
            string name = level.Name.Split('`')[0];
            string own = count == 0 ? "" : $"<{string.Join(", ", arguments.Skip(taken).Take(count).Select(Of))}>";
            taken += count;
            return name + own;
        }));
    }
}
