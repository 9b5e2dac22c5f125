using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ringspun.Architecture.Tests;

/// <summary>Members as C# declares them.</summary>
internal static class MemberSignature
{
    public static string Of(FieldInfo field)
    {
        string modifiers = field switch
        {
            { IsLiteral: true } => "const ",
            { IsStatic: true, IsInitOnly: true } => "static readonly ",
            { IsStatic: true } => "static ",
            { IsInitOnly: true } => "readonly ",
            _ => "",
        };
        string access = field.IsPublic ? "public " : "protected ";
        string value = field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "";
        string reference = field.FieldType.IsByRef ? "ref " : "";
        return $"{access}{modifiers}{reference}{TypeNames.Of(field.FieldType)} {field.Name}{value}";
    }

    public static string Of(ConstructorInfo constructor) =>
        $"{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})";

    public static string Of(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(ApiListing.IsVisible)];
        MethodInfo widest = accessors.FirstOrDefault(accessor => accessor.IsPublic) ?? accessors[0];
        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        string type = property.GetMethod is { } getter ? Return(getter.ReturnParameter) : TypeNames.Of(property.PropertyType);
        return $"{Access(widest)}{Modifiers(widest)}{type} {name} {{ {Accessor(property.GetMethod, widest)}{Accessor(property.SetMethod, widest)}}}";
    }

    public static string Of(EventInfo member) =>
        $"{Access(member.AddMethod!)}{Modifiers(member.AddMethod!)}event {TypeNames.Of(member.EventHandlerType!)} {member.Name}";

    public static string Of(MethodInfo method)
    {
        Type[] generic = method.GetGenericArguments();
        string types = generic.Length == 0 ? "" : $"<{string.Join(", ", generic.Select(TypeNames.Of))}>";
        string extension = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        string constraints = TypeNames.Constraints(generic);
        return $"{Access(method)}{Modifiers(method)}{Return(method.ReturnParameter)} {method.Name}{types}({extension}{Parameters(method)}){constraints}";
    }

    public static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    public static string Return(ParameterInfo result)
    {
        if (!result.ParameterType.IsByRef)
        {
            return TypeNames.Of(result.ParameterType);
        }

        bool readOnly = result.IsDefined(typeof(IsReadOnlyAttribute), false) || result.GetRequiredCustomModifiers().Length > 0;
        return (readOnly ? "ref readonly " : "ref ") + TypeNames.Of(result.ParameterType);
    }

    public static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        char letter => $"'{letter}'",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Parameter(ParameterInfo parameter)
    {
        string passing = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true } when parameter.IsDefined(typeof(RequiresLocationAttribute), false) => "ref readonly ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), false) || parameter.IsDefined(typeof(ParamCollectionAttribute), false) => "params ",
            _ => "",
        };
        string standard = parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue) : "";
        return $"{passing}{TypeNames.Of(parameter.ParameterType)} {parameter.Name}{standard}";
    }

    private static string Access(MethodBase method) =>
        method.DeclaringType!.IsInterface && method.IsAbstract ? "" : method.IsPublic ? "public " : "protected ";

    private static string Modifiers(MethodInfo method)
    {
        bool inInterface = method.DeclaringType!.IsInterface;
        string isStatic = method.IsStatic ? "static " : "";
        bool overrides = method.IsVirtual && method.GetBaseDefinition() != method;
        string dispatch = method switch
        {
            { IsAbstract: true } when inInterface => method.IsStatic ? "abstract " : "",
            { IsAbstract: true } => overrides ? "abstract override " : "abstract ",
            { IsVirtual: true, IsFinal: false } when overrides => "override ",
            { IsVirtual: true } when overrides => "sealed override ",
            { IsVirtual: true, IsFinal: false } when !method.DeclaringType.IsSealed || inInterface => "virtual ",
            _ => "",
        };
        return isStatic + dispatch;
    }

    private static string Accessor(MethodInfo? accessor, MethodInfo widest)
    {
        if (!ApiListing.IsVisible(accessor))
        {
            return "";
        }

        bool isGetter = accessor!.ReturnType != typeof(void);
        bool isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        string narrower = widest.IsPublic && !accessor.IsPublic ? "protected " : "";
        return narrower + (isGetter ? "get; " : isInit ? "init; " : "set; ");
    }
}
