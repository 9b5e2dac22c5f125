using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ringspun.Architecture.Tests;

/// <summary>Writes down an assembly's public surface, one line a type or member, sorted, without nullability.</summary>
internal static class ApiListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        var spaces = assembly.GetExportedTypes()
            .Where(type => !IsGenerated(type))
            .GroupBy(type => type.Namespace ?? "")
            .OrderBy(space => space.Key, StringComparer.Ordinal);
        foreach (var space in spaces)
        {
            text.Append("namespace ").Append(space.Key).Append('\n');
            foreach (Type type in space.OrderBy(TypeNames.Of, StringComparer.Ordinal))
            {
                text.Append('\n').Append(TypeSignature.Of(type)).Append('\n');
                foreach (string member in Members(type))
                {
                    text.Append("    ").Append(member).Append('\n');
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    public static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || member.Name.Contains('<', StringComparison.Ordinal);

    /// <summary>Public, or protected in a type that others may derive from.</summary>
    public static bool IsVisible(MethodBase? method) =>
        method is not null && (method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed));

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [];
        }

        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {MemberSignature.Literal(field.GetRawConstantValue())}");
        }

        IEnumerable<string> fields = type.GetFields(Declared)
            .Where(field => (field.IsPublic || ((field.IsFamily || field.IsFamilyOrAssembly) && !type.IsSealed)) && !IsGenerated(field))
            .Select(MemberSignature.Of);
        IEnumerable<string> constructors = type.GetConstructors(Declared)
            .Where(constructor => IsVisible(constructor) && !constructor.IsStatic)
            .Select(MemberSignature.Of);
        IEnumerable<string> properties = type.GetProperties(Declared)
            .Where(property => IsVisible(property.GetMethod) || IsVisible(property.SetMethod))
            .Select(MemberSignature.Of);
        IEnumerable<string> events = type.GetEvents(Declared)
            .Where(member => IsVisible(member.AddMethod))
            .Select(MemberSignature.Of);
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(method => IsVisible(method) && !IsGenerated(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)))
            .Select(MemberSignature.Of);

        return new[] { fields, constructors, properties, events, methods }
            .SelectMany(kind => kind.Order(StringComparer.Ordinal));
    }
}
