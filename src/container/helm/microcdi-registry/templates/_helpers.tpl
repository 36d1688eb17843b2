{{- /* The name of all objects: that of the release. */}}
{{- define "registry.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "registry.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "registry.labels" -}}
{{ include "registry.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- /* The names for which the registry answers: of the services, of each pod, and those of the values. */}}
{{- define "registry.names" -}}
{{- $name := include "registry.name" . -}}
{{- $hosts := list $name (printf "%s-headless" $name) -}}
{{- range $i := until (int .Values.replicas) -}}
{{- $hosts = append $hosts (printf "%s-%d.%s-headless" $name $i $name) -}}
{{- end -}}
{{- $names := list -}}
{{- range $host := $hosts -}}
{{- $inside := printf "%s.%s" $host $.Release.Namespace -}}
{{- $names = concat $names (list $host $inside (printf "%s.svc" $inside) (printf "%s.svc.%s" $inside $.Values.clusterDomain)) -}}
{{- end -}}
{{- join "," (concat $names .Values.names) -}}
{{- end }}

{{- /* The variables that the settings must not have, each with what to do instead. */}}
{{- define "registry.own" -}}
MICRO_SECURITY_MODE: it is always "required"
MICRO_SECURITY_NAMES: use the value names
MICRO_SECURITY_SECRET: put it into the secret that secret.name names
MICRO_SECURITY_SECRET_FILE: use the values secret.name and secret.key
MICRO_REGISTRY_SERVER_PORT: use the value port
MICRO_REGISTRY_SERVER_CLUSTER_MEMBERS: use the value replicas
MICRO_REGISTRY_SERVER_CLUSTER_SECRET: put it into the secret that secret.name names
MICRO_REGISTRY_SERVER_CLUSTER_SECRET_FILE: use the values secret.name and secret.clusterKey
MICRO_REGISTRY_SERVER_USERS_FILE: use the value users.secretName
MICRO_REGISTRY_SERVER_TLS_KEY_STORE: use the value tls.secretName
MICRO_REGISTRY_SERVER_TLS_KEY_STORE_PASSWORD: put it into the secret that tls.secretName names
{{- if and .Values.tls.secretName (gt (int .Values.replicas) 1) }}
MICRO_REGISTRY_SERVER_CLUSTER_URL: it has the name of the pod, for which the certificate is
{{- if .Values.tls.caKey }}
MICRO_TLS_TRUST_STORE: use the value tls.caKey
{{- end }}
{{- end }}
{{- end }}
